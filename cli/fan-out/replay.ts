import { sequenceNumberOf } from '../../shared/stream-record.ts';
import { resendEvent, type StreamFailure } from '../../shared/stream-record-failure.ts';
import type { SelectionOptions } from '../errors/selection.ts';
import { doneKey, type FailureObjects, heldKey, selectFailures, sequenceNumberIn } from './failure-objects.ts';
import type { Tell } from './tell.ts';

/** What a replay of untold changes came to. Records are counted as often as the objects hold them. */
export interface FanOutReplay {
  dryRun: boolean;
  objects: { told: number; failed: number; unreadable: number };
  records: { told: number; failed: number };
  /** Objects that the function put aside anew, for a target refused the change once more. */
  refused: number;
  problems: string[];
  stoppedBy?: 'limit';
}

export interface FanOutReplayOptions extends SelectionOptions {
  /** Records at most, but for the rest of an object. */
  limit?: number | undefined;
  /** Count, and tell nothing. */
  dryRun: boolean;
}

/** Bytes of records in one call: Lambda takes 6 MB. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const callBytesMax = 5_000_000;

/**
 * Has the deployed function tell changes again, object by object: only to the target that an object names, else to all. It is
 * done at least once: who was told before the failure, or before this ended, is told twice, under the same id. An object is put
 * away once the function reports no failure; what a target refuses for ever the function has put aside again by then.
 */
export async function replayFailures(
  objects: FailureObjects,
  tell: Tell,
  functionName: string,
  { limit = Number.POSITIVE_INFINITY, dryRun, ...selection }: FanOutReplayOptions,
  onObject: (replay: FanOutReplay) => void,
): Promise<FanOutReplay> {
  const replay: FanOutReplay = {
    dryRun,
    objects: { told: 0, failed: 0, unreadable: 0 },
    records: { told: 0, failed: 0 },
    refused: 0,
    problems: [],
  };
  const left = await keysOf(objects);
  const told = new Set<string | undefined>();
  // Those that are there now: what comes meanwhile waits for the next replay, so that this one ends.
  const atStart: FailureObjects = {
    ...objects,
    async *list() {
      yield* [...left];
    },
  };

  for await (const outcome of selectFailures(atStart, functionName, selection)) {
    if (!outcome.ok) {
      replay.objects.unreadable += 1;
      replay.problems.push(`${outcome.key}: ${outcome.problem}`);
      continue;
    }
    if (replay.records.told + replay.records.failed >= limit) {
      replay.stoppedBy = 'limit';
      break;
    }
    const { key, failure } = outcome;
    const problem = dryRun ? undefined : await replayObject(key, failure);
    replay.objects[problem === undefined ? 'told' : 'failed'] += 1;
    replay.records[problem === undefined ? 'told' : 'failed'] += failure.records.length;
    if (problem !== undefined) replay.problems.push(`${key}: ${problem}`);
    onObject(replay);
  }
  if (!dryRun) {
    const isRefused = (key: string) => !left.has(key) && told.has(sequenceNumberIn(key));
    replay.refused = [...(await keysOf(objects))].filter(isRefused).length;
  }
  return replay;

  /** What kept the object from being done with. */
  async function replayObject(key: string, failure: StreamFailure): Promise<string | undefined> {
    const held = heldKey(key);
    if (held !== key) await objects.move(key, held);
    left.delete(key);
    left.add(held);
    for (const records of piecesOf(failure.records)) {
      const answer = await tell(resendEvent({ ...failure, records }));
      for (const record of records) told.add(sequenceNumberOf(record));
      if (!answer.ok) return answer.problem;
      if (answer.failed.length > 0) return `not taken from sequence number ${answer.failed[0]} on`;
    }
    await objects.move(held, doneKey(key, failure.timestamp));
    left.delete(held);
    return undefined;
  }
}

async function keysOf(objects: FailureObjects): Promise<Set<string>> {
  const keys = new Set<string>();
  for await (const key of objects.list()) keys.add(key);
  return keys;
}

/** Records in their order, in as few calls as they fit. */
function piecesOf(records: readonly unknown[]): unknown[][] {
  const pieces: unknown[][] = [[]];
  let bytes = 0;
  for (const record of records) {
    const own = Buffer.byteLength(JSON.stringify(record));
    if (bytes + own > callBytesMax && pieces.at(-1)!.length > 0) {
      pieces.push([]);
      bytes = 0;
    }
    pieces.at(-1)!.push(record);
    bytes += own;
  }
  return pieces;
}

/** Whether anything is still where it was. */
export const isAllTold = ({ objects, refused, stoppedBy }: FanOutReplay): boolean =>
  objects.failed + objects.unreadable + refused === 0 && stoppedBy === undefined;
