import { normalize } from 'node:path';
import * as z from 'zod';
import {
  firehoseActivePartitionsMax,
  firehoseBufferMbMax,
  firehoseBufferSecondsMax,
  firehoseTransformBufferSecondsMax,
} from '../shared/limits.ts';
import { ConfigurationError } from './framework.ts';

/**
 * Zero buffering is not for dynamic partitioning, and every delivery stream takes the same interval here.
 * https://docs.aws.amazon.com/firehose/latest/dev/buffering.html
 */
const firehoseBufferSecondsMin = 60;

/** Hours a stream may keep records. https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html */
const kinesisRetentionHours = { min: 24, max: 8760 };

/** Days CloudWatch Logs takes. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const logRetentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** Parameters given on the command line are text. */
const number = (min: number, max: number) => {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.coerce.number({ error }).int({ error }).min(min, { error }).max(max, { error });
};
const boolean = z.union([z.boolean(), z.enum(['true', 'false']).transform((word) => word === 'true')], {
  error: 'must be true or false',
});

/** The parameters of a stage, as `params` in serverless.yml and `--param` give them. */
const stageParameters = z.object({
  timeZone: z.string().refine(isFirehoseTimeZone, {
    error:
      'must be UTC or a region/city name of the time zone database that is made of letters, / and _, such as Asia/Seoul',
  }),
  lakeSince: z.string().refine(isHour, {
    error: 'must be an hour written yyyy/MM/dd/HH, of a day that there is, such as 2024/01/01/00',
  }),
  alarmEmail: z.string().refine((address) => address === '' || z.email().safeParse(address).success, {
    error: 'must be an e-mail address, or empty',
  }),
  logLevel: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']),
  activePartitionsMax: number(firehoseActivePartitionsMax, 100_000),
  fanOut: boolean,
  accessLog: boolean,
  geoIpDatabase: z.string().refine(isPlainPath, {
    error:
      'must be the path of a file from the folder of serverless.yml, or an absolute one in a layer such as /opt/GeoLite2-City.mmdb; letters, digits and . _ - only, and no ".."',
  }),
  geoIpDatabaseAgeDaysMax: number(1, 36_500),
  accessLogUnlocated: z.enum(['drop', 'keep'], { error: 'must be drop or keep' }),
  replayEnabled: boolean,
  replayTransientErrors: boolean,
  replayRecordsMax: number(1, 999_999_999),
  replayConcurrency: z.coerce
    .string()
    .regex(/^(?:none|[1-9]\d?|100)$/, { error: 'must be a whole number from 1 to 100, or none' })
    .transform((given) => (given === 'none' ? given : Number(given))),
  removalPolicy: z.enum(['Delete', 'Retain']),
  deletionProtection: boolean,
  changeRetentionHours: number(kinesisRetentionHours.min, kinesisRetentionHours.max),
  deliveryBufferMb: number(1, firehoseBufferMbMax),
  deliveryBufferSeconds: number(firehoseBufferSecondsMin, firehoseBufferSecondsMax),
  transformBufferSeconds: number(0, firehoseTransformBufferSecondsMax),
  noncurrentVersionDays: number(1, 3650),
  logRetentionDays: z.coerce.number().refine((days) => logRetentionDays.includes(days), {
    error: `must be one of ${logRetentionDays.join(', ')}`,
  }),
});

export const parameterNames = Object.keys(stageParameters.shape);

/** Parameters of the stage that is being packaged, and what follows from its name. */
export interface Settings extends z.infer<typeof stageParameters> {
  stage: string;
  /** Glue database. Athena takes no hyphen in an unquoted name. */
  database: string;
}

/** Stage names become part of bucket names. https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const stageName = /^[a-z][a-z0-9-]{0,15}$/;

/** Throws {@link ConfigurationError} naming every parameter that is missing or wrong. */
export function readSettings(stage: string, given: Record<string, unknown>): Settings {
  if (!stageName.test(stage)) {
    throw new ConfigurationError(
      `Stage "${stage}" cannot be part of a bucket's name. Call it something of 1 to 16 lower-case letters, digits and hyphens that begins with a letter.`,
    );
  }
  const parsed = stageParameters.safeParse(given);
  if (parsed.success) return { ...parsed.data, stage, database: `tributary_${stage.replaceAll('-', '_')}` };
  const mistakes = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    return given[name] === undefined
      ? `parameter "${name}" is missing: add it under "params.${stage}" in serverless.yml`
      : `parameter "${name}" is ${JSON.stringify(given[name])}: ${issue.message} (serverless.yml, "params", or --param)`;
  });
  throw new ConfigurationError(`Stage "${stage}": ${mistakes.join('; ')}.`);
}

/**
 * Whether Firehose takes it as `CustomTimeZone`.
 * https://docs.aws.amazon.com/firehose/latest/APIReference/API_ExtendedS3DestinationConfiguration.html
 */
function isFirehoseTimeZone(zone: string): boolean {
  if (!/^[a-zA-Z/_]{1,50}$/.test(zone)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== undefined;
  } catch {
    return false;
  }
}

/** Written yyyy/MM/dd/HH, of a day that there is: Athena's projection begins there. */
function isHour(text: string): boolean {
  if (!/^\d{4}\/\d\d\/\d\d\/([01]\d|2[0-3])$/.test(text)) return false;
  const day = text.slice(0, 10).replaceAll('/', '-');
  const parsed = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(day);
}

/** What `functions/geo-ip-transform/database.ts` finds there: without detours, and without what would mean something in a pattern of files. */
function isPlainPath(path: string): boolean {
  return /^[A-Za-z0-9._/-]{1,256}$/.test(path) && normalize(path) === path && !path.startsWith('..');
}
