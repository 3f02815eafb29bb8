import { physicalName } from '../delivery-stream/names.ts';
import type { DeliveryStream } from '../delivery-streams.ts';
import { ConfigurationError } from '../framework.ts';
import type { Settings } from '../parameters.ts';
import { failingOf } from './replayed.ts';

/** All variables of a function together. https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
const environmentBytesMax = 4096;

/** What is left to the list, the others taken off generously. */
const listBytesMax = environmentBytesMax - 1024;

/**
 * What the two functions must know of the delivery streams, from the very list that these are made of: see
 * `functions/dlq-reprocessor/environment.ts`. Throws {@link ConfigurationError} for a list that Lambda would refuse.
 */
export function reprocessorEnvironment(list: DeliveryStream[], settings: Settings) {
  // A twin is known by the delivery stream that it replays.
  const entries = failingOf(list).filter(({ replays }) => replays === undefined);
  const DELIVERY_STREAMS = JSON.stringify(entries.map((entry) => listed(entry, settings)));
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
    inventory: { ...common, COUNT_UNTOLD_CHANGES: String(settings.fanOut) },
    reprocessor: {
      ...common,
      TIME_ZONE: settings.timeZone,
      REPLAY_ENABLED: String(settings.replayEnabled),
      RECORDS_PER_RUN_MAX: String(settings.replayRecordsMax),
    },
  };
}

/** Rows of table changes the reprocessor writes itself; records of a log it sends to the twin, by its name in AWS. */
function listed({ name, dataset, prefix, layout, input, replayedBy }: DeliveryStream, { stage }: Settings) {
  return {
    name,
    dataset: dataset?.name,
    prefix,
    layout,
    input,
    writer: replayedBy === undefined ? undefined : { kind: 'delivery-stream', name: physicalName(stage, replayedBy) },
  };
}
