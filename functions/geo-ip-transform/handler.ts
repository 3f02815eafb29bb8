import type { Context } from 'aws-lambda';
import { createClients } from '../../shared/access-log-client.ts';
import { createCsvReader } from '../../shared/access-log-csv.ts';
import { readAccessLog } from '../../shared/access-log-reader.ts';
import type { FirehoseTransformResponse } from '../../shared/firehose-event.ts';
import { createTelemetry } from '../../shared/lambda/telemetry.ts';
import { openDatabase } from './database.ts';
import { readSettings } from './environment.ts';
import { createLookup } from './lookup.ts';
import { createTransform } from './transform.ts';

/** Addresses that are remembered, with some 500 bytes each. */
const cacheEntriesMax = 20_000;

const settings = readSettings(process.env);
const { logger, reportTally } = createTelemetry(settings);
const database = openDatabase({
  ...settings.database,
  // `sls invoke local` names the root that Lambda has, and runs in the service's own.
  roots: [process.env.LAMBDA_TASK_ROOT ?? '.', '.'],
  now: Date.now(),
});
const transform = createTransform({
  read: settings.input.format === 'csv' ? createCsvReader(settings.input.header) : readAccessLog,
  clientOf: createClients({ lookup: createLookup(database), unlocated: settings.unlocated, cacheEntriesMax }),
  partitionKeys: settings.partitionKeys,
  responseBytesMax: settings.responseBytesMax,
});

/** Answers one batch of a delivery stream. The event's type promises nothing: it is judged, not trusted. */
export async function handler(event: unknown, context: Context): Promise<FirehoseTransformResponse> {
  logger.addContext(context);
  const { response, tally } = transform(event);
  reportTally(tally);
  return response;
}
