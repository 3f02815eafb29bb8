import * as z from 'zod/mini';
import { readEnvironment } from '../../shared/lambda/environment.ts';
import { createDeliveryStreams, type DeliveryStream, deliveryStreamList } from './delivery-streams.ts';
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
  /** Short names. */
  deliveryStreams: string[];
}

export interface ReplaySettings extends CommonSettings {
  /** By short name. */
  deliveryStreams: ReadonlyMap<string, DeliveryStream>;
  hourOf: HourOf;
  /** The kill switch: off means dry runs only. */
  replayEnabled: boolean;
  recordsPerRunMax: number;
}

const metrics = 'Give what the alarms on these metrics name.';
const zone = 'Give the CustomTimeZone of the delivery streams: UTC, or a name such as Asia/Seoul.';
const account = 'Give the 12 digits of the account that owns the bucket.';
const records = 'Give the most records that one run may replay, 1 to 999999999.';

const inventoryEnvironment = z.object({
  POWERTOOLS_SERVICE_NAME: z.string(metrics).check(z.minLength(1, metrics)),
  POWERTOOLS_METRICS_NAMESPACE: z.string(metrics).check(z.minLength(1, metrics)),
  LAKE_BUCKET: z.string("Give the lake bucket's name.").check(z.minLength(3, "Give the lake bucket's name.")),
  LAKE_BUCKET_OWNER: z.string(account).check(z.regex(/^\d{12}$/, account)),
  DELIVERY_STREAMS: deliveryStreamList,
});

const replayEnvironment = z.extend(inventoryEnvironment, {
  TIME_ZONE: z.string(zone).check(z.refine(isTimeZone, zone)),
  REPLAY_ENABLED: z.enum(['true', 'false'], 'Give true, or false to let nothing but dry runs through.'),
  RECORDS_PER_RUN_MAX: z.string(records).check(z.regex(/^[1-9]\d{0,8}$/, records)),
});

/** Throws EnvironmentError, whose message says how to mend what is wrong. */
export function readInventorySettings(variables: NodeJS.ProcessEnv): InventorySettings {
  const environment = readEnvironment(inventoryEnvironment, variables);
  return { ...commonSettings(environment), deliveryStreams: environment.DELIVERY_STREAMS.map(({ name }) => name) };
}

/** Throws EnvironmentError, whose message says how to mend what is wrong. */
export function readReplaySettings(variables: NodeJS.ProcessEnv): ReplaySettings {
  const environment = readEnvironment(replayEnvironment, variables);
  const hourOf = createHourOf(environment.TIME_ZONE);
  return {
    ...commonSettings(environment),
    deliveryStreams: createDeliveryStreams(environment.DELIVERY_STREAMS, hourOf),
    hourOf,
    replayEnabled: environment.REPLAY_ENABLED === 'true',
    recordsPerRunMax: Number(environment.RECORDS_PER_RUN_MAX),
  };
}

function commonSettings(environment: z.infer<typeof inventoryEnvironment>): CommonSettings {
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
