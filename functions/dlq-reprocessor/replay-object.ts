import { ErrorObjectRefused } from '../../shared/error-object-bytes.ts';
import { hasReplayedSuffix, replayedKey } from '../../shared/error-object-keys.ts';
import { readPieces } from '../../shared/error-object-lines.ts';
import type { ObjectOutcome, Problem } from '../../shared/error-object-replay.ts';
import { explain } from './explain.ts';
import { judgeFailedRecord, readFailedRecord } from './judge.ts';
import { explanationsMax, problemsMax } from './limits.ts';
import type { ListedObject } from './object-store.ts';
import { cutRanges, type Range } from './ranges.ts';
import type { Replay } from './replay.ts';
import { replayRange } from './replay-range.ts';
import { countParked } from './report.ts';
import { survey } from './survey.ts';

/** Replays one object. `unfinished`: the run has to end; the next one finds what is done and goes on. Throws what the store throws. */
export async function replayObject(object: ListedObject, replay: Replay): Promise<ObjectOutcome | 'unfinished'> {
  try {
    const { compressedBytesMax } = replay.limits;
    if (object.size > compressedBytesMax) {
      const message = `The object has ${object.size} bytes, more than ${compressedBytesMax}.`;
      throw new ErrorObjectRefused('CompressedTooLarge', message);
    }
    if (hasReplayedSuffix(object.key)) {
      const message =
        'Its name ends as names under replayed/ do, so its records would be written again: put it back without that.';
      throw new ErrorObjectRefused('ReplayedName', message);
    }
    const surveyed = await survey(object, replay);
    if (surveyed !== 'replay') return surveyed;
    const read = await replayLines(object, replay);
    return read === 'done' ? await moveAway(object, replay) : read;
  } catch (error) {
    if (!(error instanceof ErrorObjectRefused)) throw error;
    addProblem(replay, { object: object.key, code: error.code, message: error.message });
    return 'refused';
  }
}

async function replayLines(object: ListedObject, replay: Replay): Promise<'done' | 'refused' | 'unfinished' | 'gone'> {
  const { store, limits, report, request } = replay;
  const body = await store.read(object.key, object.etag);
  if (body === undefined) return 'gone';
  let refused = false;
  for await (const range of cutRanges(readPieces(body, limits), limits)) {
    const reason = replay.stop();
    if (reason) {
      report.stoppedBy = reason;
      return 'unfinished';
    }
    report.records += range.pieces.length;
    const tooLong = range.pieces.find(({ bytes }) => bytes === undefined);
    if (tooLong) {
      refused = true;
      addProblem(replay, lineTooLong(object.key, tooLong, limits.lineBytesMax));
    } else if (request.dryRun) explainRange(range, object.key, replay);
    else if ((await replayRange(range, object, replay)) === 'unfinished') return 'unfinished';
  }
  return refused ? 'refused' : 'done';
}

/** Only after every line of it is in its place. A run that dies in between leaves the object to the next one. */
async function moveAway({ key, etag }: ListedObject, { request, store }: Replay): Promise<'replayed' | 'gone'> {
  if (request.dryRun) return 'replayed';
  if (!(await store.copy(key, etag, replayedKey(key, etag)))) return 'gone';
  await store.delete(key, etag);
  return 'replayed';
}

function explainRange({ pieces }: Range, key: string, { request, stream, report }: Replay): void {
  for (const { line, bytes } of pieces) {
    const record = readFailedRecord(request.source, key, line, bytes!);
    const verdict = judgeFailedRecord(record, stream.judge);
    if (verdict.result === 'Ok') report.restored += 1;
    else if (verdict.result === 'Dropped') report.dropped += 1;
    else countParked(report, { [verdict.reason]: 1 });
    const explanations = report.explanations ?? [];
    if (explanations.length < explanationsMax) explanations.push(explain(record, verdict, stream.look));
  }
}

function lineTooLong(object: string, { line, length }: { line: number; length: number }, bytesMax: number): Problem {
  return { object, line, code: 'LineTooLong', message: `The line has ${length} bytes, more than ${bytesMax}.` };
}

export function addProblem({ report }: Replay, problem: Problem): void {
  if (report.problems.length < problemsMax) report.problems.push(problem);
}
