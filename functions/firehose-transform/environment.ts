import * as z from 'zod/mini';
import type { Dataset } from '../../shared/dataset.ts';
import { changeDeliveryStreams } from '../../shared/delivery-streams.ts';
import { readEnvironment } from '../../shared/lambda/environment.ts';
import { lambdaPayloadBytesMax } from '../../shared/limits.ts';

export interface TransformSettings {
  namespace: string;
  service: string;
  deliveryStream: string;
  dataset: Dataset;
  /** Those of the dataset's partition keys that the answers carry. */
  partitionKeys: readonly string[];
  responseBytesMax: number;
}

/** What a variable is when it is not set. */
const defaults = { RESPONSE_BYTES_MAX: String(lambdaPayloadBytesMax) };

const names = changeDeliveryStreams.map(({ name }) => name);

/** How to mend each variable. */
const mend = {
  keys: 'Give the partition keys of the prefix, such as LivestreamID, or nothing.',
  stream: `Give the name of an entry of shared/delivery-streams.ts: ${names.join(', ')}.`,
  bytes: `Give bytes up to ${lambdaPayloadBytesMax}, or leave it out.`,
  metrics: 'Give what the alarm on these metrics names.',
};

const schema = z.object({
  /** Says what to transform, and is a dimension of the metrics. */
  DELIVERY_STREAM: z.string(mend.stream).check(z.refine((name) => names.includes(name), mend.stream)),
  /** Below Lambda's limit only to see records refused for it. */
  RESPONSE_BYTES_MAX: z.string().check(z.refine(isPayloadSize, mend.bytes)),
  POWERTOOLS_SERVICE_NAME: z.string(mend.metrics).check(z.minLength(1, mend.metrics)),
  POWERTOOLS_METRICS_NAMESPACE: z.string(mend.metrics).check(z.minLength(1, mend.metrics)),
});

/** Reads a transform's settings. Throws EnvironmentError, whose message says how to mend them. */
export function readSettings(variables: NodeJS.ProcessEnv): TransformSettings {
  const environment = readEnvironment(schema, { ...defaults, ...variables });
  const { name, dataset } = changeDeliveryStreams.find(({ name }) => name === environment.DELIVERY_STREAM)!;
  return {
    namespace: environment.POWERTOOLS_METRICS_NAMESPACE,
    service: environment.POWERTOOLS_SERVICE_NAME,
    deliveryStream: name,
    dataset,
    partitionKeys: keysOf(readEnvironment(keysSchema(dataset), variables).PARTITION_KEYS),
    responseBytesMax: Number(environment.RESPONSE_BYTES_MAX),
  };
}

/** Firehose fails every record whose answer lacks a key of the prefix, so a misspelt one must not start. */
function keysSchema({ partitionKeys }: Dataset) {
  const known = (text: string) =>
    keysOf(text).every((key, at, keys) => partitionKeys.includes(key) && !keys.includes(key, at + 1));
  return z.object({ PARTITION_KEYS: z.string(mend.keys).check(z.refine(known, mend.keys)) });
}

const keysOf = (text: string): string[] => (text === '' ? [] : text.split(','));

function isPayloadSize(digits: string): boolean {
  return /^[0-9]{1,7}$/.test(digits) && Number(digits) <= lambdaPayloadBytesMax;
}
