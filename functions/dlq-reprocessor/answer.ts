import type { ReplayReport, ReplayRequest } from '../../shared/error-object-replay.ts';
import { EventError, readEvent } from './event.ts';
import { scheduledAgeMsMin } from './limits.ts';
import { handledRecords } from './report.ts';
import { type ReprocessOptions, reprocess } from './reprocess.ts';

/** The answer to a schedule's event. */
export interface ScheduledReport {
  /** False where the kill switch is off; then nothing was looked at. */
  enabled: boolean;
  /** One per delivery stream. */
  runs: ReplayReport[];
}

/**
 * What a schedule replays: batches that failed as a whole for a cause that passes. A record that the transform refused would be
 * refused again until someone mends something.
 * https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-logs.html
 */
const transientCodes = ['Lambda.FunctionTimedOut', 'Lambda.InvokeLimitExceeded', 'Lambda.FunctionError'];

/** Makes the function that answers events. It throws EventError, and what listing throws; see `reprocess.ts`. */
export function createAnswer(
  options: ReprocessOptions & { replayEnabled: boolean },
): (event: unknown, remainingMs: () => number) => Promise<ReplayReport | ScheduledReport> {
  return async (event, remainingMs) => {
    const request = readEvent(event);
    if ('schedule' in request) return replayTransient(options, remainingMs);
    if (!options.replayEnabled && !request.dryRun) {
      throw new EventError(
        'Replay is switched off: set REPLAY_ENABLED to true, or ask for a dry run ("dryRun": true).',
      );
    }
    return reprocess(request, options, { remainingMs });
  };
}

async function replayTransient(
  options: ReprocessOptions & { replayEnabled: boolean },
  remainingMs: () => number,
): Promise<ScheduledReport> {
  const runs: ReplayReport[] = [];
  if (!options.replayEnabled) return { enabled: false, runs };
  let recordsLeft = options.recordsPerRunMax;
  for (const [stream, { byHandOnly }] of options.deliveryStreams) {
    if (byHandOnly) continue;
    if (recordsLeft <= 0) break;
    const request: ReplayRequest = { stream, source: 'errors', errorCodes: transientCodes, limit: recordsLeft };
    const report = await reprocess(request, options, { remainingMs, ageMsMin: scheduledAgeMsMin });
    recordsLeft -= handledRecords(report);
    runs.push(report);
  }
  return { enabled: true, runs };
}
