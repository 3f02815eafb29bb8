import type { Settings } from '../parameters.ts';

/** Thresholds that follow from what a stage has set. */
export interface Thresholds {
  /** How long a record may be on its way through Firehose when all is well. */
  deliverySeconds: number;
  /** Of `DeliveryToS3.DataFreshness`. */
  freshnessSeconds: number;
  /** Of `GetRecords.IteratorAgeMilliseconds`: this much of the retention is gone. */
  iteratorAgeMs: number;
  /** Of `PartitionCount`. */
  partitions: number;
  /** Of the sum, see `sum.ts`: a period longer than any delivery, and what may be missing of a day's records, in per cent. */
  sum: { periodSeconds: number; percent: number };
}

/** Dynamic partitioning may deliver as late as this many intervals. https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning.html */
const intervalsUntilDelivery = 1.5;

const daySeconds = 86_400;
const sumPeriodsSeconds = [300, 900, 1800, 3600];

export function thresholds(settings: Settings): Thresholds {
  const deliverySeconds = intervalsUntilDelivery * settings.deliveryBufferSeconds + settings.transformBufferSeconds;
  return {
    deliverySeconds,
    // Twice what is normal: a slow batch that is tried again is no reason to wake anybody.
    freshnessSeconds: Math.ceil(2 * deliverySeconds),
    // Three quarters of the retention are left to mend what keeps the stream from being read.
    iteratorAgeMs: (settings.changeRetentionHours * 3_600_000) / 4,
    partitions: Math.floor(0.8 * settings.activePartitionsMax),
    sum: {
      // Half as long again, for metrics are late too.
      periodSeconds: sumPeriodsSeconds.find((seconds) => seconds >= 1.5 * deliverySeconds) ?? 3600,
      // A worker of Firehose that fails over reads again what it had not delivered, and counts it again. That is at most
      // what comes in while a record is on its way; at the busiest hour, three times the day's average of it.
      percent: Math.ceil((1000 * 3 * deliverySeconds) / daySeconds) / 10,
    },
  };
}
