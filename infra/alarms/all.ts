import type { DeliveryStream } from '../delivery-streams.ts';
import type { Settings } from '../settings.ts';
import type { Source } from '../sources.ts';
import type { Alarm } from './alarm.ts';
import { changeStreamAlarms } from './change-stream.ts';
import { deliveryAlarms } from './delivery.ts';
import type { Emitter } from './delivery-stream-metrics.ts';
import { errorObjectAlarms } from './error-objects.ts';
import { firstHopAlarms } from './first-hop.ts';
import { functionAlarms, type WatchedFunction } from './functions.ts';
import { partitionAlarms } from './partitions.ts';
import { processingAlarms } from './processing.ts';
import { readingAlarms } from './reading.ts';
import { sumAlarms } from './sum.ts';
import { thresholds } from './thresholds.ts';

/** A function, and what it emits under. */
export type EmittingFunction = WatchedFunction & { emitter: Emitter };

/** Everything that is watched. */
export interface Watched {
  sources: Source[];
  /** Each with its transform. */
  deliveryStreams: { entry: DeliveryStream; transform: EmittingFunction }[];
  /** The two that see to failed records. They share an emitter. */
  reprocessor: EmittingFunction;
  inventory: EmittingFunction;
}

/** All alarms, in the order in which data pass what they watch. */
export function allAlarms({ sources, deliveryStreams, reprocessor, inventory }: Watched, settings: Settings): Alarm[] {
  const limits = thresholds(settings);
  return [
    ...sources.flatMap((source) => [...firstHopAlarms(source), ...changeStreamAlarms(source, limits)]),
    ...deliveryStreams.flatMap(({ entry, transform }) => [
      ...readingAlarms(entry),
      ...processingAlarms(entry, transform.emitter),
      ...functionAlarms(transform),
      ...partitionAlarms(entry, limits),
      ...deliveryAlarms(entry, limits),
      ...sumAlarms(entry, limits, transform.emitter),
      ...errorObjectAlarms(entry, settings, inventory.emitter),
    ]),
    ...functionAlarms(reprocessor),
    ...functionAlarms(inventory),
  ];
}
