import * as z from 'zod/mini';
import type { Dataset } from '../../shared/dataset.ts';
import { readEnvironment } from '../../shared/lambda/environment.ts';
import { lambdaPayloadBytesMax } from '../../shared/limits.ts';

export interface TransformSettings {
  namespace: string;
  service: string;
  deliveryStream: string;
  partitionKeys: string[];
  responseBytesMax: number;
}

/** What a variable is when it is not set. */
const defaults = { RESPONSE_BYTES_MAX: String(lambdaPayloadBytesMax) };

/** Reads the settings of a transform of `dataset`. Throws EnvironmentError, whose message says how to mend them. */
export function readSettings(variables: NodeJS.ProcessEnv, dataset: Dataset): TransformSettings {
  const environment = readEnvironment(environmentSchema(dataset), { ...defaults, ...variables });
  return {
    namespace: environment.POWERTOOLS_METRICS_NAMESPACE,
    service: environment.POWERTOOLS_SERVICE_NAME,
    deliveryStream: environment.DELIVERY_STREAM,
    partitionKeys: splitList(environment.PARTITION_KEYS),
    responseBytesMax: Number(environment.RESPONSE_BYTES_MAX),
  };
}

/** The messages say how to mend each variable. */
function environmentSchema({ partitionKeys }: Dataset) {
  const stream = "Give the delivery stream's short name, such as chat-by-time.";
  const keys = `Give none, or some of ${partitionKeys}, with commas between them.`;
  const bytes = `Give bytes up to ${lambdaPayloadBytesMax}, or leave it out.`;
  const metrics = 'Give what the alarm on these metrics names.';

  return z.object({
    /** Dimension of the metrics. */
    DELIVERY_STREAM: z.string(stream).check(z.regex(/^[a-z][a-z0-9-]{0,63}$/, stream)),
    /** Firehose fails a record whose answer lacks a key of the prefix: a misspelt name would fail them all. */
    PARTITION_KEYS: z.string(keys).check(z.refine((list) => isSelection(splitList(list), partitionKeys), keys)),
    /** Below Lambda's limit only to see records refused for it. */
    RESPONSE_BYTES_MAX: z.string().check(z.refine(isPayloadSize, bytes)),
    POWERTOOLS_SERVICE_NAME: z.string(metrics).check(z.minLength(1, metrics)),
    POWERTOOLS_METRICS_NAMESPACE: z.string(metrics).check(z.minLength(1, metrics)),
  });
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
