import { setTimeout as wait } from 'node:timers/promises';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import type { ReplayReport } from '../../shared/error-object-replay.ts';
import { createErrorObjectTelemetry } from '../../shared/lambda/error-object-telemetry.ts';
import { createAnswer, type ScheduledReport } from './answer.ts';
import { readReplaySettings } from './environment.ts';
import { createFirehoseRecordSink } from './firehose-record-sink.ts';
import { replayLimits } from './limits.ts';
import { replayValues } from './report.ts';
import { createS3ObjectStore } from './s3-object-store.ts';
import { createSendRecords } from './send-records.ts';

const settings = readReplaySettings(process.env);
const { logger, reportReplay } = createErrorObjectTelemetry(settings);
const store = createS3ObjectStore({ client: new S3Client({}), ...settings, random: Math.random });
const sink = createFirehoseRecordSink(new FirehoseClient({ maxAttempts: 1 }));
const send = createSendRecords({ sink, random: Math.random, wait });
const answer = createAnswer({ ...settings, store, send, limits: replayLimits, now: Date.now });

/** Replays failed records: an operator's event or the schedule's, see `event.ts`. */
export async function handler(event: unknown, context: Context): Promise<ReplayReport | ScheduledReport> {
  logger.addContext(context);
  const answered = await answer(event, () => context.getRemainingTimeInMillis());
  for (const report of 'runs' in answered ? answered.runs : [answered]) {
    const { explanations: _tooMany, ...counts } = report;
    logger.info('Replay ended', counts);
    if (!report.dryRun) reportReplay(report.stream, replayValues(report));
  }
  return answered;
}
