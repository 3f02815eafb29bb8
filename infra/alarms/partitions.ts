import { errorPrefix } from '../../shared/error-object-keys.ts';
import type { DeliveryStream } from '../delivery-streams.ts';
import type { Alarm } from './alarm.ts';
import { firehoseMetric } from './delivery-stream-metrics.ts';
import type { Thresholds } from './thresholds.ts';

/** Dynamic partitioning keeps so many partitions open and no more. A delivery stream laid out by hour has no such metrics. */
export function partitionAlarms(entry: DeliveryStream, { partitions }: Thresholds): Alarm[] {
  if (entry.layout.by !== 'keys') return [];
  return [
    {
      subject: entry.name,
      kind: 'partitions-near-limit',
      severity: 'ticket',
      means: `${entry.name} has four fifths of the partitions open that its quota allows. A flood of new ids looks like this, too.`,
      watches: { metric: firehoseMetric(entry, 'PartitionCount'), statistic: 'Maximum' },
      rings: 'above',
      threshold: partitions,
      unit: 'Count',
      periodSeconds: 300,
      periods: 2,
    },
    {
      subject: entry.name,
      kind: 'partitions-exceeded',
      severity: 'page',
      means: `${entry.name} has more partitions than its quota allows. Records of the others go to ${errorPrefix(entry.name)}activePartitionExceeded/.`,
      watches: { metric: firehoseMetric(entry, 'PartitionCountExceeded'), statistic: 'Maximum' },
      rings: 'above',
      threshold: 0,
      // 1 while it lasts, else 0.
      unit: 'None',
      periodSeconds: 300,
      periods: 1,
    },
  ];
}
