import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lake } from '../../../lake/database.ts';
import { createIdCounts, type IdCounts } from '../../../lake/id-counts.ts';
import { readFailedRecords } from '../../../lake/read-objects.ts';
import { type Verdict, verify } from '../../../lake/verify.ts';
import type { LocalStack } from '../../../local/stack.ts';
import { accessLogFailureReasons } from '../../../shared/access-log-verdict.ts';
import { reasonMetric } from '../../../shared/metrics.ts';
import { type LogStreamFacts, metricTotal } from '../../proof/delivery-streams.ts';
import { idIn } from './sample.ts';

/** What a delivery stream was given, as a multiset of ids; those that a rule drops or may drop also apart. */
export interface Sent {
  written: IdCounts;
  droppable: IdCounts;
}

export const createSent = (): Sent => ({ written: createIdCounts(), droppable: createIdCounts() });

/** What the objects of one delivery stream prove, held against what it was given. */
export interface StreamProof extends Verdict {
  /** Dropped records by rule, and failed ones by reason, as the transform told them. */
  rules: Record<string, number>;
  reasons: Record<string, number>;
  /** Rows by country, by SQL. */
  countries: Record<string, number>;
}

export const tableOf = (stream: string): string => stream.replaceAll('-', '_');

/** Reads every row by SQL, and every error object, of a delivery stream. */
export async function proveStream(
  stack: LocalStack,
  lake: Lake,
  data: string,
  stream: LogStreamFacts,
  { written, droppable }: Sent,
): Promise<StreamProof> {
  const table = tableOf(stream.shortName);
  const delivered = createIdCounts();
  for (const [path] of (await lake.query(`SELECT path FROM ${table}`)).rows) delivered.add(idIn(String(path)));
  const failed = createIdCounts();
  await readFailedRecords(stack.s3.buckets.directory(stream.bucket), stream.errorPrefix, ({ rawData }) =>
    failed.add(idIn(rawData.toString())),
  );
  const dropped = metricTotal(stack, stream, 'Dropped');
  const total = (reason: string) => metricTotal(stack, stream, reasonMetric(reason));
  const byCountry = await lake.query(`SELECT country, count(*) FROM ${table} GROUP BY 1 ORDER BY 2 DESC, 1`);
  return {
    ...verify({ written, removedByTtl: droppable, delivered, failed, dropped }),
    rules: droppedByRule(data, stream),
    reasons: Object.fromEntries(
      accessLogFailureReasons
        .map((reason): [string, number] => [reason, total(reason)])
        .filter(([, count]) => count > 0),
    ),
    countries: Object.fromEntries(byCountry.rows.map(([country, rows]) => [String(country), Number(rows)])),
  };
}

/** No metric tells the rules apart: the transform's log does. */
function droppedByRule(data: string, { transform, shortName }: LogStreamFacts): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const line of readFileSync(join(data, 'logs', `${transform}.log`), 'utf8').split('\n')) {
    if (!line.includes('"Records dropped"')) continue;
    const { deliveryStream, rules } = JSON.parse(line) as { deliveryStream: string; rules: Record<string, number> };
    if (deliveryStream !== shortName) continue;
    for (const [rule, count] of Object.entries(rules)) sums[rule] = (sums[rule] ?? 0) + count;
  }
  return sums;
}
