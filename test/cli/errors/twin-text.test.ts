import { describe, expect, it } from 'vitest';
import { expectationInWords } from '../../../cli/errors/in-words.ts';
import { replayAll } from '../../../cli/errors/replay.ts';
import { replayText } from '../../../cli/errors/replay-text.ts';
import type { ReplayReport } from '../../../shared/error-object-replay.ts';

const report: ReplayReport = {
  stream: 'access-log',
  source: 'errors',
  dryRun: false,
  schema: '0123456789abcdef',
  objects: { replayed: 1, stayed: 0, skipped: 0, refused: 0, failed: 0, gone: 0, remaining: 0 },
  records: 10,
  restored: 10,
  sentTo: 'tributary-dev-access-log-replay',
  perhapsRepeated: 3,
  alreadyThere: 0,
  dropped: 0,
  parked: {},
  unreadable: 0,
  remaining: 0,
  problems: [],
  complete: true,
};

const textOf = async (...reports: Partial<ReplayReport>[]) => {
  const answers = reports.map((part) => ({ ...report, ...part }));
  const total = await replayAll(
    async () => answers.shift()!,
    { stream: 'access-log', source: 'errors' },
    () => {},
  );
  return replayText(total);
};

describe('the report of a replay through a twin', () => {
  it('says where the records went, and how often one may have been accepted twice', async () => {
    const text = await textOf({});
    expect(text).toMatch(/restored +10 +accepted by tributary-dev-access-log-replay, which makes rows of them/);
    expect(text).toMatch(/repeats +3 +sent, though they may have been accepted before/);
  });

  it('adds the repeats of all runs', async () => {
    const first = { complete: false, stoppedBy: 'limit', after: 'errors/access-log/x' } as const;
    expect(await textOf(first, {})).toMatch(/repeats +6 /);
  });

  it('has no repeats to tell of in a dry run', async () => {
    const text = await textOf({ dryRun: true });
    expect(text).toMatch(/restored +10 +would be sent to tributary-dev-access-log-replay/);
    expect(text).not.toContain('repeats');
  });
});

describe('what an attribute of a log must be, in words', () => {
  it.each([
    [{ N: { anyOf: [{ type: 'string', pattern: '^1$' }, { type: 'null' }] } }, 'N, matching ^1$, or nothing'],
    [{ S: { type: ['string', 'null'] } }, 'S, or nothing'],
    [{ S: { type: 'string', examples: ['11.44.0.7'] } }, 'S, such as 11.44.0.7'],
  ])('%j is %s', (expected, words) => {
    expect(expectationInWords(expected)).toBe(words);
  });
});
