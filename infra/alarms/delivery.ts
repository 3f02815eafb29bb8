import type { DeliveryStream } from '../delivery-streams.ts';
import type { Alarm } from './alarm.ts';
import { firehoseMetric } from './delivery-stream-metrics.ts';
import type { Thresholds } from './thresholds.ts';

/** Whether a delivery stream brings to S3 what it has read or was given. */
export function deliveryAlarms(entry: DeliveryStream, { freshnessSeconds }: Thresholds): Alarm[] {
  return [
    {
      subject: entry.name,
      kind: 'delivery-late',
      severity: 'page',
      means: `Records wait in ${entry.name} twice as long as its buffers explain.`,
      watches: { metric: firehoseMetric(entry, 'DeliveryToS3.DataFreshness'), statistic: 'Maximum' },
      rings: 'above',
      threshold: freshnessSeconds,
      unit: 'Seconds',
      periodSeconds: 300,
      periods: 2,
    },
    {
      subject: entry.name,
      kind: 'delivery-failing',
      severity: 'page',
      means: `S3 refuses objects of ${entry.name}. ${meanwhile(entry)}`,
      watches: { metric: firehoseMetric(entry, 'DeliveryToS3.Success'), statistic: 'Average' },
      rings: 'below',
      // A share. AWS says that small drops are no sign of loss.
      threshold: 0.9,
      unit: 'None',
      periodSeconds: 300,
      periods: 3,
      breaching: 2,
    },
  ];
}

/** https://docs.aws.amazon.com/firehose/latest/dev/retry.html */
const meanwhile = ({ source }: DeliveryStream): string =>
  source === undefined
    ? 'Firehose repeats them for 24 hours; then their records are lost.'
    : 'Firehose repeats them, and reads no further meanwhile.';
