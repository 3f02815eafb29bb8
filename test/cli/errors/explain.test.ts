import { describe, expect, it } from 'vitest';
import { type Explained, explainAll } from '../../../cli/errors/explain.ts';
import { fakeReprocessor, keyOf, report } from './reports.ts';

async function all(parts: AsyncGenerator<Explained>): Promise<Explained[]> {
  const found: Explained[] = [];
  for await (const part of parts) found.push(part);
  return found;
}

const request = { stream: 'chat-by-time', source: 'errors' as const };

describe('explaining all that was selected', () => {
  it.each([
    ['nothing', {}],
    ['a few objects', { a: 3, b: 1, c: 20 }],
    ['objects of many sizes', { a: 999, b: 1000, c: 1001, d: 1, e: 1999, f: 2000 }],
    ['many objects', Object.fromEntries(Array.from({ length: 60 }, (_, at) => [String(at).padStart(3, '0'), 150]))],
  ])('misses no record and repeats none: %s', async (_name, sizes: Record<string, number>) => {
    const objects = Object.fromEntries(Object.entries(sizes).map(([name, records]) => [keyOf(name), records]));
    const { reprocess, requests } = fakeReprocessor(objects);
    const parts = await all(explainAll(reprocess, request));
    const places = parts.flatMap(({ explanations }) => explanations.map(({ object, line }) => `${object}:${line}`));
    const total = Object.values(sizes).reduce((sum, records) => sum + records, 0);
    expect(new Set(places).size).toBe(total);
    expect(places).toHaveLength(total);
    expect(requests.every(({ dryRun }) => dryRun === true)).toBe(true);
    expect(parts.every(({ cutShort }) => cutShort === undefined)).toBe(true);
  });

  it('goes past an object that holds more than one answer can explain, and says which', async () => {
    const { reprocess } = fakeReprocessor({ [keyOf('a')]: 5, [keyOf('b')]: 2500, [keyOf('c')]: 7 });
    const parts = await all(explainAll(reprocess, request));
    expect(parts.flatMap(({ cutShort }) => cutShort ?? [])).toEqual([keyOf('b')]);
    const explained = Map.groupBy(
      parts.flatMap(({ explanations }) => explanations),
      ({ object }) => object,
    );
    expect(explained.get(keyOf('a'))).toHaveLength(5);
    expect(explained.get(keyOf('c'))).toHaveLength(7);
    expect(new Set(explained.get(keyOf('b'))!.map(({ line }) => line)).size).toBe(2000);
  });

  it('keeps what was explained before an object that cannot be read', async () => {
    const first = { object: keyOf('a'), line: 1, result: 'Ok' as const };
    const answers = [
      report({ complete: false, stoppedBy: 'limit', after: keyOf('b'), explanations: [first] }),
      report({ explanations: [{ ...first, object: keyOf('c') }] }),
    ];
    const parts = await all(explainAll(async () => answers.shift()!, request));
    expect(parts.flatMap(({ explanations }) => explanations.map(({ object }) => object))).toEqual([
      keyOf('a'),
      keyOf('c'),
    ]);
  });

  it('says why it cannot go on, instead of asking for ever', async () => {
    const problem = { object: 'errors/chat-by-time/', code: 'Error', message: 'S3 is down' };
    const reprocess = async () => report({ complete: false, stoppedBy: 'failures', problems: [problem] });
    await expect(all(explainAll(reprocess, request))).rejects.toThrow('could not go on (failures: S3 is down)');
  });
});
