import type {
  ObjectOutcome,
  Problem,
  ReplayReport,
  ReplayRequest,
  StopReason,
} from '../../shared/error-object-replay.ts';
import type { DeliveryStream } from './delivery-streams.ts';
import { EventError } from './event.ts';
import type { HourOf } from './folders.ts';
import { answerBeforeMs, failuresInARowMax, type ReplayLimits, stopBeforeMs } from './limits.ts';
import type { ListedObject, ObjectStore } from './object-store.ts';
import type { Replay } from './replay.ts';
import { addProblem, replayObject } from './replay-object.ts';
import { handledRecords, startReport } from './report.ts';
import { createSelection, prefixOf } from './select.ts';
import type { SendRecords } from './send-records.ts';

export interface ReprocessOptions {
  deliveryStreams: ReadonlyMap<string, DeliveryStream>;
  hourOf: HourOf;
  store: ObjectStore;
  /** Sends records to a delivery stream, where rows cannot be written. */
  send: SendRecords;
  limits: ReplayLimits;
  /** Most records that one run handles, whatever the event asks for. */
  recordsPerRunMax: number;
  now: () => number;
}

/** What a single run has at its disposal. */
export interface RunConditions {
  /** Time until the function is stopped, milliseconds. */
  remainingMs: () => number;
  /** Objects younger than this are left alone. */
  ageMsMin?: number;
}

/**
 * Replays the objects that a request selects, in key order: by error type, then oldest first. Throws {@link EventError}, and what
 * its first listing throws; where S3 fails later, the report says so.
 */
export async function reprocess(
  request: ReplayRequest,
  { deliveryStreams, hourOf, store, send, limits, recordsPerRunMax, now }: ReprocessOptions,
  { remainingMs, ageMsMin = 0 }: RunConditions,
): Promise<ReplayReport> {
  const stream = deliveryStreams.get(request.stream);
  if (stream === undefined) {
    throw new EventError(`"stream" is none of ${[...deliveryStreams.keys()].join(', ')}.`);
  }
  const report = startReport(request, stream);
  const recordsMax = Math.min(request.limit ?? recordsPerRunMax, recordsPerRunMax);
  const stop = (): StopReason | undefined => {
    if (remainingMs() < stopBeforeMs) return 'time';
    return handledRecords(report) >= recordsMax ? 'limit' : undefined;
  };
  const replay: Replay = {
    request,
    stream,
    store,
    send,
    limits,
    report,
    stop,
    remainingMs,
    ownParked: new Set(),
  };
  const selected = createSelection(request, { hourOf, now, ageMsMin });
  const prefix = prefixOf(request);
  try {
    await replaySelected(selected, prefix, replay, remainingMs);
  } catch (error) {
    // Only listing throws. Before its first page nothing was done, afterwards the report should get out.
    if (report.after === undefined && report.records === 0) throw error;
    addProblem(replay, problemOf(prefix, error));
    report.stoppedBy ??= 'failures';
  }
  return finish(report, request);
}

async function replaySelected(
  selected: (object: ListedObject) => boolean,
  prefix: string,
  replay: Replay,
  remainingMs: () => number,
): Promise<void> {
  const { request, store, report, stop, ownParked } = replay;
  let failuresInARow = 0;
  for await (const object of store.list(prefix, request.after)) {
    if (!selected(object) || ownParked.has(object.key)) continue;
    const reason = report.stoppedBy ?? (failuresInARow < failuresInARowMax ? stop() : 'failures');
    if (reason) report.stoppedBy = reason;
    const outcome = reason ? 'unfinished' : await attempt(object, replay);
    if (outcome === 'unfinished') {
      report.objects.remaining += 1;
      if (remainingMs() < answerBeforeMs) return;
      continue;
    }
    failuresInARow = outcome === 'failed' ? failuresInARow + 1 : 0;
    report.objects[outcome] += 1;
    // Who goes on from there must come by what failed.
    if (report.objects.failed === 0) report.after = object.key;
  }
}

async function attempt(object: ListedObject, replay: Replay): Promise<ObjectOutcome | 'unfinished'> {
  try {
    return await replayObject(object, replay);
  } catch (error) {
    addProblem(replay, problemOf(object.key, error));
    return 'failed';
  }
}

/** Problems are logged: nothing of a record's content may be in them, and JSON.parse quotes what it could not parse. */
function problemOf(object: string, error: unknown): Problem {
  if (error instanceof SyntaxError) return { object, code: error.name, message: 'What was read is not JSON.' };
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { object, code: name, message };
}

function finish(report: ReplayReport, { after }: ReplayRequest): ReplayReport {
  report.remaining = report.records - report.alreadyThere - handledRecords(report);
  // Where nothing was finished either, the next run would do no more: that is why, and not the limit or the time.
  if (report.objects.failed > 0 && (report.stoppedBy === undefined || report.objects.replayed === 0)) {
    report.stoppedBy = 'failures';
  }
  report.complete = report.stoppedBy === undefined;
  if (report.complete) delete report.after;
  else if (report.after === undefined && after !== undefined) report.after = after;
  return report;
}
