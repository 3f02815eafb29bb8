import * as z from 'zod/mini';
import { accessLog } from '../../shared/datasets/access-log.ts';
import { EnvironmentError, readEnvironment } from '../../shared/lambda/environment.ts';
import { lambdaPayloadBytesMax } from '../../shared/limits.ts';

export interface GeoIpSettings {
  namespace: string;
  service: string;
  deliveryStream: string;
  partitionKeys: string[];
  responseBytesMax: number;
  /** What a record is: a line of a log (or the same as JSON), or a row of CSV with these columns. */
  input: { format: 'log' } | { format: 'csv'; header: string[] };
  /** What becomes of a public address without a location. */
  unlocated: 'drop' | 'keep';
  database: { path: string; ageDaysMax: number };
}

/** What a variable is when it is not set. */
const defaults = {
  RESPONSE_BYTES_MAX: String(lambdaPayloadBytesMax),
  INPUT_FORMAT: 'log',
  UNLOCATED: 'keep',
  GEOIP_DATABASE_AGE_DAYS_MAX: '60',
};

const stream = "Give the delivery stream's short name, such as access-log.";
const keys = `Give none, or some of ${accessLog.partitionKeys}, with commas between them.`;
const bytes = `Give bytes up to ${lambdaPayloadBytesMax}, or leave it out.`;
const metrics = 'Give what the alarm on these metrics names.';
const format = 'Give log (lines of an access log, or the same as JSON) or csv, or leave it out for log.';
const unlocated = 'Give drop or keep, for records of public addresses without a location, or leave it out for keep.';
const database =
  'Give the path of a MaxMind-format City database, absolute (a layer is under /opt) or from the package.';
const age = 'Give the most days since the database was built, 1 to 36500, or leave it out for 60.';

/** The messages say how to mend each variable. */
const schema = z.object({
  /** Dimension of the metrics. */
  DELIVERY_STREAM: z.string(stream).check(z.regex(/^[a-z][a-z0-9-]{0,63}$/, stream)),
  /** Firehose fails a record whose answer lacks a key of the prefix: a misspelt name would fail them all. */
  PARTITION_KEYS: z.string(keys).check(z.refine((list) => isSelection(splitList(list), accessLog.partitionKeys), keys)),
  /** Below Lambda's limit only to see records refused for it. */
  RESPONSE_BYTES_MAX: z.string().check(z.refine(isPayloadSize, bytes)),
  INPUT_FORMAT: z.enum(['log', 'csv'], format),
  /** Of CSV only. */
  CSV_HEADER: z.optional(z.string()),
  UNLOCATED: z.enum(['drop', 'keep'], unlocated),
  GEOIP_DATABASE: z.string(database).check(z.minLength(1, database)),
  GEOIP_DATABASE_AGE_DAYS_MAX: z.string().check(z.refine((days) => isDays(days), age)),
  POWERTOOLS_SERVICE_NAME: z.string(metrics).check(z.minLength(1, metrics)),
  POWERTOOLS_METRICS_NAMESPACE: z.string(metrics).check(z.minLength(1, metrics)),
});

/** Reads the transform's settings. Throws EnvironmentError, whose message says how to mend them. */
export function readSettings(variables: NodeJS.ProcessEnv): GeoIpSettings {
  const environment = readEnvironment(schema, { ...defaults, ...variables });
  return {
    namespace: environment.POWERTOOLS_METRICS_NAMESPACE,
    service: environment.POWERTOOLS_SERVICE_NAME,
    deliveryStream: environment.DELIVERY_STREAM,
    partitionKeys: splitList(environment.PARTITION_KEYS),
    responseBytesMax: Number(environment.RESPONSE_BYTES_MAX),
    input:
      environment.INPUT_FORMAT === 'csv'
        ? { format: 'csv', header: readHeader(environment.CSV_HEADER) }
        : { format: 'log' },
    unlocated: environment.UNLOCATED,
    database: { path: environment.GEOIP_DATABASE, ageDaysMax: Number(environment.GEOIP_DATABASE_AGE_DAYS_MAX) },
  };
}

/** Columns without which every record would fail. */
const requiredColumns = Object.entries(accessLog.attributes)
  .filter(([, { schema }]) => !z.safeParse(schema, null).success)
  .map(([name]) => name);

function readHeader(header: string | undefined): string[] {
  const names = splitList(header ?? '');
  const missing = requiredColumns.filter((name) => !names.includes(name));
  const known = names.filter((name) => Object.hasOwn(accessLog.attributes, name));
  if (missing.length === 0 && new Set(known).size === known.length) return names;
  throw new EnvironmentError(
    `Environment variable CSV_HEADER is ${header === undefined ? 'not set' : JSON.stringify(header)}. ` +
      `Give the names of the columns in their order, with commas between them: ${requiredColumns.join(', ')} among them, ` +
      `any of ${Object.keys(accessLog.attributes).join(', ')} at most once; columns of other names are left out.`,
  );
}

function splitList(list: string): string[] {
  return list === '' ? [] : list.split(',');
}

function isSelection(chosen: string[], from: readonly string[]): boolean {
  return chosen.every((name, index) => from.includes(name) && chosen.indexOf(name) === index);
}

function isPayloadSize(digits: string): boolean {
  return /^[0-9]{1,7}$/.test(digits) && Number(digits) <= lambdaPayloadBytesMax;
}

function isDays(digits: string): boolean {
  return /^[1-9][0-9]{0,4}$/.test(digits) && Number(digits) <= 36_500;
}
