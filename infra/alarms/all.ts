import type { DeliveryStream } from '../delivery-streams.ts';
import type { Settings } from '../parameters.ts';
import type { Source } from '../sources.ts';
import type { Alarm } from './alarm.ts';
import { changeStreamAlarms } from './change-stream.ts';
import { conversionAlarms } from './conversion.ts';
import { deliveryAlarms } from './delivery.ts';
import type { Emitter } from './delivery-stream-metrics.ts';
import { errorObjectAlarms, failedAgainAlarms, untoldAlarms } from './error-objects.ts';
import { fanOutAlarms, subscriberAlarms } from './fan-out.ts';
import { firstHopAlarms } from './first-hop.ts';
import { functionAlarms, type WatchedFunction } from './functions.ts';
import { moderationAlarms } from './moderation.ts';
import { partitionAlarms } from './partitions.ts';
import { processingAlarms } from './processing.ts';
import { puttingAlarms } from './putting.ts';
import { readingAlarms } from './reading.ts';
import { sumAlarms } from './sum.ts';
import { type Thresholds, thresholds } from './thresholds.ts';

/** A function, and what it emits under. */
export type EmittingFunction = WatchedFunction & { emitter: Emitter };

/** A delivery stream, with its transform if it has one. */
export interface WatchedDeliveryStream {
  entry: DeliveryStream;
  transform?: EmittingFunction;
}

/** Everything that is watched. */
export interface Watched {
  sources: Source[];
  deliveryStreams: WatchedDeliveryStream[];
  /** The two that see to failed records. They share an emitter. */
  reprocessor: EmittingFunction;
  inventory: EmittingFunction;
  /** The function that tells subscribers of changes, and the names of those that are told; absent where the stage has none. */
  fanOut?: EmittingFunction & { subscribers: string[] };
}

/** All alarms, in the order in which data pass what they watch. */
export function allAlarms(watched: Watched, settings: Settings): Alarm[] {
  const { sources, deliveryStreams, reprocessor, inventory, fanOut } = watched;
  const limits = thresholds(settings);
  return [
    ...sources.flatMap((source) => [...firstHopAlarms(source), ...changeStreamAlarms(source, limits)]),
    ...deliveryStreams.flatMap((each) =>
      each.entry.replays === undefined
        ? deliveryStreamAlarms(each, settings, limits, inventory.emitter)
        : twinAlarms(each.entry, limits, inventory.emitter),
    ),
    ...functionAlarms(reprocessor),
    ...functionAlarms(inventory),
    ...(fanOut
      ? [
          ...fanOutAlarms(fanOut.emitter),
          ...untoldAlarms(inventory.emitter),
          ...functionAlarms(fanOut),
          ...fanOut.subscribers.flatMap((target) => subscriberAlarms(fanOut.emitter, target)),
          ...moderationAlarms(),
        ]
      : []),
  ];
}

function deliveryStreamAlarms(
  { entry, transform }: WatchedDeliveryStream,
  settings: Settings,
  limits: Thresholds,
  inventory: Emitter,
): Alarm[] {
  return [
    ...(entry.source === undefined ? puttingAlarms(entry) : readingAlarms(entry, entry.source)),
    ...(transform ? [...processingAlarms(entry, transform.emitter), ...functionAlarms(transform)] : []),
    ...conversionAlarms(entry),
    ...partitionAlarms(entry, limits),
    ...deliveryAlarms(entry, limits),
    ...sumAlarms(entry, limits, transform?.emitter),
    // What is not transformed, partitioned or converted has nothing to fail at.
    ...(transform ? errorObjectAlarms(entry, settings, inventory) : []),
  ];
}

/** An operator replays, and reads the report. What it cannot know is what becomes of the records that were sent. */
const twinAlarms = (entry: DeliveryStream, limits: Thresholds, inventory: Emitter): Alarm[] => [
  ...deliveryAlarms(entry, limits),
  ...failedAgainAlarms(entry, inventory),
];
