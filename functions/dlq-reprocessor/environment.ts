import * as z from 'zod/mini';
import { errorPrefix } from '../../shared/error-object-keys.ts';
import { readEnvironment } from '../../shared/lambda/environment.ts';
import { fanOutName, streamFailurePrefix } from '../../shared/stream-record-failure.ts';
import { readDeliveryStreams } from './delivery-stream-entries.ts';
import { createDeliveryStreams, type DeliveryStream, streamNames } from './delivery-streams.ts';
import { createHourOf, type HourOf } from './folders.ts';

/** What both functions of this folder read. */
interface CommonSettings {
  namespace: string;
  service: string;
  bucket: string;
  /** Account id of the bucket's owner. */
  owner: string;
}

export interface InventorySettings extends CommonSettings {
  /**
   * Where failed records lie, by the name that they are counted under: short names of delivery streams, those of twins included,
   * and of the function that tells subscribers of changes, where the stage has it.
   */
  prefixes: ReadonlyMap<string, string>;
}

export interface ReplaySettings extends CommonSettings {
  /** By short name. */
  deliveryStreams: ReadonlyMap<string, DeliveryStream>;
  hourOf: HourOf;
  /** The kill switch: off means dry runs only. */
  replayEnabled: boolean;
  recordsPerRunMax: number;
}

/** How to mend each variable. */
const mend = {
  metrics: 'Give what the alarms on these metrics name.',
  bucket: "Give the lake bucket's name.",
  owner: 'Give the 12 digits of the account that owns the bucket.',
  list: 'Give the entries of shared/delivery-streams.ts and shared/log-delivery-streams.ts: a JSON list of {name, dataset, prefix, layout}, of logs with {input, writer} too.',
  untold: 'Give true where the stage has ddb-fanout, else false.',
  zone: 'Give the CustomTimeZone of the delivery streams: UTC, or a name such as Asia/Seoul.',
  enabled: 'Give true, or false to let nothing but dry runs through.',
  records: 'Give the most records that one run may replay, 1 to 999999999.',
};

const commonEnvironment = z.object({
  POWERTOOLS_SERVICE_NAME: z.string(mend.metrics).check(z.minLength(1, mend.metrics)),
  POWERTOOLS_METRICS_NAMESPACE: z.string(mend.metrics).check(z.minLength(1, mend.metrics)),
  LAKE_BUCKET: z.string(mend.bucket).check(z.minLength(3, mend.bucket)),
  LAKE_BUCKET_OWNER: z.string(mend.owner).check(z.regex(/^\d{12}$/, mend.owner)),
  DELIVERY_STREAMS: z.string(mend.list).check(z.refine((text) => readDeliveryStreams(text).length > 0, mend.list)),
});

const inventoryEnvironment = z.extend(commonEnvironment, {
  COUNT_UNTOLD_CHANGES: z.enum(['true', 'false'], mend.untold),
});

const replayEnvironment = z.extend(commonEnvironment, {
  TIME_ZONE: z.string(mend.zone).check(z.refine(isTimeZone, mend.zone)),
  REPLAY_ENABLED: z.enum(['true', 'false'], mend.enabled),
  RECORDS_PER_RUN_MAX: z.string(mend.records).check(z.regex(/^[1-9]\d{0,8}$/, mend.records)),
});

/** Throws EnvironmentError, whose message says how to mend what is wrong. */
export function readInventorySettings(variables: NodeJS.ProcessEnv): InventorySettings {
  const environment = readEnvironment(inventoryEnvironment, variables);
  const names = streamNames(readDeliveryStreams(environment.DELIVERY_STREAMS));
  const prefixes = new Map(names.map((name) => [name, errorPrefix(name)]));
  if (environment.COUNT_UNTOLD_CHANGES === 'true') prefixes.set(fanOutName, streamFailurePrefix);
  return { ...commonSettings(environment), prefixes };
}

/** Throws EnvironmentError, whose message says how to mend what is wrong. */
export function readReplaySettings(variables: NodeJS.ProcessEnv): ReplaySettings {
  const environment = readEnvironment(replayEnvironment, variables);
  const hourOf = createHourOf(environment.TIME_ZONE);
  return {
    ...commonSettings(environment),
    deliveryStreams: createDeliveryStreams(readDeliveryStreams(environment.DELIVERY_STREAMS), hourOf),
    hourOf,
    replayEnabled: environment.REPLAY_ENABLED === 'true',
    recordsPerRunMax: Number(environment.RECORDS_PER_RUN_MAX),
  };
}

function commonSettings(environment: z.infer<typeof commonEnvironment>): CommonSettings {
  return {
    namespace: environment.POWERTOOLS_METRICS_NAMESPACE,
    service: environment.POWERTOOLS_SERVICE_NAME,
    bucket: environment.LAKE_BUCKET,
    owner: environment.LAKE_BUCKET_OWNER,
  };
}

function isTimeZone(name: string): boolean {
  try {
    createHourOf(name);
    return true;
  } catch {
    return false;
  }
}
