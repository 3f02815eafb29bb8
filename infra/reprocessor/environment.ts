import type { DeliveryStream } from '../delivery-streams.ts';
import { ConfigurationError } from '../framework.ts';
import type { Settings } from '../settings.ts';

/** All variables of a function together. https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
const environmentBytesMax = 4096;

/** What is left to the list, the others taken off generously. */
const listBytesMax = environmentBytesMax - 1024;

/**
 * What the two functions must know of the delivery streams, from the very list that these are made of: see
 * `functions/dlq-reprocessor/environment.ts`. Throws {@link ConfigurationError} for a list that Lambda would refuse.
 */
export function reprocessorEnvironment(list: DeliveryStream[], settings: Settings) {
  const entries = list.map(({ name, dataset, prefix, layout }) => ({ name, dataset: dataset.name, prefix, layout }));
  const DELIVERY_STREAMS = JSON.stringify(entries);
  if (DELIVERY_STREAMS.length > listBytesMax) {
    throw new ConfigurationError(
      `shared/delivery-streams.ts: as JSON the list has ${DELIVERY_STREAMS.length} bytes, and a function's environment holds ${listBytesMax} of it. Shorten names and prefixes, or give the reprocessor the list another way.`,
    );
  }
  const common = {
    LAKE_BUCKET: { Ref: 'LakeBucket' },
    LAKE_BUCKET_OWNER: { Ref: 'AWS::AccountId' },
    DELIVERY_STREAMS,
  };
  return {
    inventory: common,
    reprocessor: {
      ...common,
      TIME_ZONE: settings.timeZone,
      REPLAY_ENABLED: String(settings.replayEnabled),
      RECORDS_PER_RUN_MAX: String(settings.replayRecordsMax),
    },
  };
}
