import { describe, expect, it } from 'vitest';
import { isFinished, replayAll } from '../../../cli/errors/replay.ts';
import { replayText } from '../../../cli/errors/replay-text.ts';
import type { Reprocess } from '../../../cli/errors/reprocessor.ts';
import type { ReplayReport, ReplayRequest } from '../../../shared/error-object-replay.ts';
import { fakeReprocessor, keyOf, report } from './reports.ts';

const request: ReplayRequest = { stream: 'chat-by-time', source: 'errors' };
const noObjects = report().objects;

/** Gives prepared answers, one a call, and keeps what it was asked. */
function scripted(...answers: Partial<ReplayReport>[]): { reprocess: Reprocess; requests: ReplayRequest[] } {
  const requests: ReplayRequest[] = [];
  return {
    requests,
    reprocess: async (given) => {
      requests.push(given);
      const answer = answers[requests.length - 1];
      if (!answer) throw new Error('It was called too often.');
      return report(answer);
    },
  };
}

const ignore = () => {};

describe('a replay', () => {
  it('calls the function until it says that all is done, each time from where it stopped', async () => {
    const { reprocess, requests } = scripted(
      { complete: false, stoppedBy: 'time', after: keyOf('a'), records: 10, restored: 8, parked: { InvalidJson: 2 } },
      { complete: false, stoppedBy: 'time', after: keyOf('b'), records: 5, restored: 5 },
      { records: 3, alreadyThere: 1, dropped: 1, parked: { InvalidJson: 1 } },
    );
    const seen: number[] = [];
    const total = await replayAll(reprocess, request, ({ records }) => seen.push(records));
    expect(requests.map(({ after }) => after)).toEqual([undefined, keyOf('a'), keyOf('b')]);
    expect(seen).toEqual([10, 15, 18]);
    expect(total).toMatchObject({ runs: 3, records: 18, restored: 13, alreadyThere: 1, dropped: 1, complete: true });
    expect(total.parked).toEqual({ InvalidJson: 3 });
    expect(isFinished(total)).toBe(true);
  });

  it('goes on with an object that a run did not get through', async () => {
    const { reprocess, requests } = scripted(
      { complete: false, stoppedBy: 'time', records: 1000, restored: 1000 },
      { records: 1500, alreadyThere: 1000, restored: 500 },
    );
    const total = await replayAll(reprocess, request, ignore);
    expect(requests).toHaveLength(2);
    expect(total.restored).toBe(1500);
  });

  it('stops at its limit, and hands each run what is left of it', async () => {
    const { reprocess, requests } = fakeReprocessor({ [keyOf('a')]: 600, [keyOf('b')]: 600, [keyOf('c')]: 600 });
    const total = await replayAll(reprocess, { ...request, limit: 1000 }, ignore);
    expect(requests.map(({ limit }) => limit)).toEqual([1000]);
    expect(total).toMatchObject({ restored: 1200, stoppedBy: 'limit', complete: false });
    const { reprocess: again, requests: asked } = scripted(
      { complete: false, stoppedBy: 'time', after: keyOf('a'), records: 400, restored: 400 },
      { complete: false, stoppedBy: 'limit', after: keyOf('b'), records: 700, restored: 700 },
    );
    await replayAll(again, { ...request, limit: 1000 }, ignore);
    expect(asked.map(({ limit }) => limit)).toEqual([1000, 600]);
  });

  it.each<[string, Partial<ReplayReport>]>([
    ['gets nowhere', { complete: false, stoppedBy: 'time' }],
    ['is failed by S3', { complete: false, stoppedBy: 'failures', after: keyOf('a'), records: 5, remaining: 5 }],
    ['leaves objects that cannot be read', { objects: { ...noObjects, refused: 1 }, records: 5, restored: 5 }],
    ['leaves objects that S3 failed', { objects: { ...noObjects, failed: 1 } }],
    ['leaves records behind', { records: 4, restored: 3, remaining: 1 }],
  ])('that %s ends, and is not finished', async (_name, answer) => {
    const { reprocess, requests } = scripted(answer);
    const total = await replayAll(reprocess, request, ignore);
    expect(requests).toHaveLength(1);
    expect(isFinished(total)).toBe(false);
    expect(replayText(total)).toContain('Not all is done');
  });

  it('is finished where everything that is left would fail again', async () => {
    const { reprocess } = scripted({ source: 'parked', records: 4, parked: { SchemaViolation: 4 } });
    expect(isFinished(await replayAll(reprocess, { ...request, source: 'parked' }, ignore))).toBe(true);
  });
});

describe('the report of a replay', () => {
  const textOf = async (answer: Partial<ReplayReport>, given = request) =>
    replayText(await replayAll(scripted(answer).reprocess, given, ignore));

  it('adds up in front of the reader', async () => {
    const objects = { ...noObjects, replayed: 2, skipped: 1 };
    const text = await textOf({
      objects,
      records: 1234,
      restored: 1000,
      alreadyThere: 200,
      dropped: 4,
      parked: { SchemaViolation: 20, InvalidJson: 7 },
      unreadable: 3,
    });
    expect(text).toBe(`Replayed the failed records of chat-by-time, in 1 run, judged by schema 0123456789abcdef.

  restored           1,000  written as rows
  already there        200  written by an earlier run, or by another one
  dropped                4  left out by rule
  parked                27  SchemaViolation 20, InvalidJson 7
  unreadable             3  parked: the line is no error record
  remaining              0
  records            1,234  read
  objects                2  moved to replayed/
  objects                1  skipped for their error codes

All done. What would fail again lies under parked/chat-by-time/: tributary errors parked chat-by-time`);
  });

  it.each<[string, Partial<ReplayReport>, ReplayRequest, string]>([
    ['nothing there', {}, request, 'There was nothing to replay.'],
    ['everything restored', { records: 2, restored: 2 }, request, 'All done.'],
    [
      'a limit',
      { complete: false, stoppedBy: 'limit', records: 2, restored: 2 },
      { ...request, limit: 1 },
      'run it again',
    ],
    ['a dry run', { dryRun: true, records: 2, restored: 2 }, { ...request, dryRun: true }, 'Nothing was written.'],
    [
      'parked records that stay',
      { source: 'parked', records: 2, parked: { InvalidJson: 2 } },
      { ...request, source: 'parked' },
      'stays parked',
    ],
  ])('ends with what to do next: %s', async (_name, answer, given, advice) => {
    expect((await textOf(answer, given)).split('\n').at(-1)).toContain(advice);
  });

  it('names each object that could not be read, with the line', async () => {
    const problem = {
      object: keyOf('a'),
      line: 7,
      code: 'LineTooLong',
      message: 'The line has 99 bytes, more than 9.',
    };
    const text = await textOf({ objects: { ...noObjects, refused: 1 }, problems: [problem] });
    expect(text).toContain(`  ! ${keyOf('a')}:7: LineTooLong: The line has 99 bytes, more than 9.`);
    expect(text).toContain('not read to their end');
  });
});
