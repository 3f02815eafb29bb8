import { setTimeout as wait } from 'node:timers/promises';
import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { createFanOutTelemetry } from '../../shared/lambda/stream-record-telemetry.ts';
import { readSettings } from './environment.ts';
import { type BatchAnswer, createFanOut } from './fan-out.ts';
import { createLanes } from './lanes.ts';
import { routes } from './routes.ts';
import { createS3FailureStore } from './s3-failure-store.ts';

const settings = readSettings(process.env, routes);
const { logger, report } = createFanOutTelemetry(settings);
const fanOut = createFanOut({
  lanes: createLanes(settings.routes),
  store: createS3FailureStore({ client: new S3Client({}), ...settings }),
  now: Date.now,
  wait,
  random: Math.random,
});

/** Tells the subscribers of a batch of changes. The event's type promises nothing: it is judged, not trusted. */
export async function handler(event: unknown, context: Context): Promise<BatchAnswer> {
  logger.addContext(context);
  const told = await fanOut(event, {
    functionArn: context.invokedFunctionArn,
    requestId: context.awsRequestId,
    remainingMs: context.getRemainingTimeInMillis(),
  });
  report(told.report);
  return told.answer;
}
