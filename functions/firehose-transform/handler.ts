import type { Context } from 'aws-lambda';
import type { FirehoseTransformResponse } from '../../shared/firehose-event.ts';
import { createTelemetry } from '../../shared/lambda/telemetry.ts';
import { readSettings } from './environment.ts';
import { createTransform } from './transform.ts';

const settings = readSettings(process.env);
const transform = createTransform(settings.dataset, settings);
const { logger, reportTally } = createTelemetry(settings);

/** Answers one batch of a delivery stream. The event's type promises nothing: it is judged, not trusted. */
export async function handler(event: unknown, context: Context): Promise<FirehoseTransformResponse> {
  logger.addContext(context);
  const { response, tally } = transform(event);
  reportTally(tally);
  return response;
}
