import { describe, expect, it } from 'vitest';
import { areSame, countMisplaced, countNew } from '../../../cli/demo/bad-deploy/evidence.ts';
import { asJson, type BadDeployResult, holds, type LayoutResult } from '../../../cli/demo/bad-deploy/result.ts';
import { createStory } from '../../../cli/demo/bad-deploy/story.ts';
import { packageVariant } from '../../../cli/demo/bad-deploy/variant.ts';
import { createIdCounts } from '../../../lake/id-counts.ts';
import { identify } from '../../../lake/record-id.ts';
import type { LocalStack } from '../../../local/stack.ts';
import { report } from '../errors/reports.ts';

const record = (id: string) => Buffer.from(JSON.stringify({ eventID: id, dynamodb: {} }));
const hexOf = (id: string) => identify(record(id)).id.toString('hex');

function idsOf(...texts: string[]) {
  const counts = createIdCounts();
  for (const text of texts) counts.add(identify(record(text)).id);
  return counts;
}

describe('what failed is what was replayed and what was parked', () => {
  it.each<[boolean, string[], string[][]]>([
    [true, ['a', 'b', 'b'], [['b', 'a'], ['b']]],
    [true, [], [[], []]],
    [false, ['a', 'b'], [['a'], []]],
    [false, ['a', 'b'], [['a', 'b'], ['b']]],
    // The totals agree, and yet it is another record.
    [false, ['a', 'b'], [['a'], ['c']]],
    [false, ['a', 'b'], [['a'], ['a']]],
  ])('%s: %j is %j', (same, whole, parts) => {
    expect(areSame(idsOf(...whole), ...parts.map((part) => idsOf(...part)))).toBe(same);
  });
});

describe('rows that a replay wrote', () => {
  it('are misplaced in any hour but that of their arrival', () => {
    const arrived = [
      { data: record('a'), arrivedMs: Date.parse('2026-07-13T14:59:59.999Z') },
      { data: record('b'), arrivedMs: Date.parse('2026-07-13T15:00:00.000Z') },
      { data: record('never failed'), arrivedMs: 0 },
    ].map(({ data, arrivedMs }, at) => ({ data, approximateArrivalTimestamp: arrivedMs, sequenceNumber: String(at) }));
    const streams = {
      shards: () => [{ shardId: 'shard-1' }],
      read: (_stream: string, _shard: string, position: unknown) => ({
        records: position === 'TRIM_HORIZON' ? arrived : [],
      }),
    };
    const stack = { kinesis: { streams } } as unknown as LocalStack;
    const misplaced = (a: string, b: string, zone: string) =>
      countMisplaced(
        stack,
        'changes',
        new Map([
          [hexOf('a'), a],
          [hexOf('b'), b],
        ]),
        zone,
      );
    expect(misplaced('2026/07/13/14', '2026/07/13/15', 'UTC')).toBe(0);
    expect(misplaced('2026/07/13/15', '2026/07/13/15', 'UTC')).toBe(1);
    expect(misplaced('2026/07/13/14', '2026/07/13/15', 'Asia/Seoul')).toBe(2);
    expect(misplaced('2026/07/13/23', '2026/07/14/00', 'Asia/Seoul')).toBe(0);
  });

  it('are seen, whether under a new key or in the place of another', () => {
    const before = new Map([
      ['a', '1'],
      ['b', '1'],
    ]);
    expect(countNew(before, before)).toBe(0);
    expect(
      countNew(
        before,
        new Map([
          ['a', '2'],
          ['b', '1'],
          ['c', '1'],
        ]),
      ),
    ).toBe(2);
  });
});

describe('the result of the hour', () => {
  const run = { ...report({ records: 3, alreadyThere: 3 }), runs: 1 };
  const layout = (changes: Partial<LayoutResult> = {}): LayoutResult => ({
    verdict: {
      written: 10,
      delivered: 8,
      failed: 2,
      dropped: 0,
      lost: 0,
      duplicated: 0,
      unexpected: 0,
      droppedTooMany: 0,
      holds: true,
      examples: { lost: [], duplicated: [], unexpected: [] },
    },
    failed: 3,
    replayed: 1,
    parked: 2,
    addsUp: true,
    misplaced: 0,
    errorsLeft: 0,
    again: { objectsPutBack: 1, runs: [run, run], objectsWritten: 0 },
    ...changes,
  });
  const result = (changes: Partial<LayoutResult> = {}): BadDeployResult => ({
    written: 10,
    layouts: new Map([
      ['chat-by-livestream', layout()],
      ['chat-by-time', layout(changes)],
    ]),
    alarms: ['a'],
    seconds: 1.234,
  });

  it('is the sum over both delivery streams, each of which met every record', () => {
    expect(JSON.parse(asJson(result()))).toMatchObject({
      written: 10,
      failed: 6,
      replayed: 2,
      parked: 4,
      lost: 0,
      duplicated: 0,
      errorsLeft: 0,
      again: { alreadyThere: 12, objectsWritten: 0 },
      seconds: 1.2,
    });
  });

  it.each<[string, Partial<LayoutResult>]>([
    ['a record is lost or repeated', { verdict: { ...layout().verdict, holds: false } }],
    ['another record came back than had failed', { addsUp: false }],
    ['a row lies in the wrong hour', { misplaced: 1 }],
    ['an error object is left', { errorsLeft: 1 }],
    ['nothing had failed', { replayed: 0 }],
    ['the second replay wrote something', { again: { ...layout().again, objectsWritten: 1 } }],
    [
      'the second replay restored something',
      { again: { ...layout().again, runs: [run, { ...run, alreadyThere: 2 }] } },
    ],
  ])('does not hold when %s', (_name, changes) => {
    expect(holds(result())).toBe(true);
    expect(holds(result(changes))).toBe(false);
  });
});

describe('the story', () => {
  it('shows commands as they are typed, under the stack’s time', () => {
    const printed: string[] = [];
    const story = createStory(false, (text) => printed.push(text));
    story.heading(Date.parse('2026-07-13T14:05:00Z'), 'It rings');
    story.command('alarms', 'all of them');
    expect(printed).toEqual(['\n14:05  It rings\n───────────────', '\n$ tributary alarms\nall of them']);
  });

  it('is silent when only the result is wanted', () => {
    const printed: string[] = [];
    const story = createStory(true, (text) => printed.push(text));
    story.say('something');
    story.command('alarms', 'all');
    expect(printed).toEqual([]);
  });
});

describe('the bad deployment', () => {
  it('is not made of a change that the sources have outgrown', async () => {
    const change = { file: 'package.json', from: 'what is not in it', to: '' };
    await expect(packageVariant(change, 'dev', '/nowhere')).rejects.toThrow('the change is outdated');
  });
});
