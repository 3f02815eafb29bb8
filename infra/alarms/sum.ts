import type { DeliveryStream } from '../delivery-streams.ts';
import type { Alarm } from './alarm.ts';
import { type Emitter, firehoseMetric, ownMetric } from './delivery-stream-metrics.ts';
import type { Thresholds } from './thresholds.ts';

const daySeconds = 86_400;

/**
 * The sum over a day: what a delivery stream read, less what its transform dropped by rule, is what lies in S3. Objects of
 * failed records count as delivered too.
 *
 * At the end of each period the running sum of the difference is what is lost and what is still on its way. Nothing is on its
 * way longer than a period, so that at most the period's own records are: what exceeds them is missing. Exact to a record at
 * a quiet time, rough while traffic is heavy, and never rung by traffic that rises or falls.
 *
 * - Rows that are delivered twice only make the sum smaller.
 * - Records that are read twice make it greater (`DataReadFromKinesisStream.Records` counts them): the tolerance.
 * - The newest period may be incomplete and metrics may come late: hence three periods.
 * - AWS advises against RUNNING_SUM and SUM in alarms, since it may fetch more periods than are evaluated. Here a longer past
 *   changes nothing but the tolerance, which is a share of all that was read.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export const missingPercent =
  '100 * (RUNNING_SUM(FILL(read, 0) - FILL(dropped, 0) - FILL(delivered, 0)) - FILL(read, 0)) / SUM(FILL(read, 0))';

/** The metrics that {@link missingPercent} names. */
export const sumMetrics = (entry: DeliveryStream, transform: Emitter) => ({
  read: { metric: firehoseMetric(entry, 'DataReadFromKinesisStream.Records'), statistic: 'Sum' as const },
  dropped: { metric: ownMetric(transform, entry, 'Dropped'), statistic: 'Sum' as const },
  delivered: { metric: firehoseMetric(entry, 'DeliveryToS3.Records'), statistic: 'Sum' as const },
});

export function sumAlarms(entry: DeliveryStream, { sum }: Thresholds, transform: Emitter): Alarm[] {
  return [
    {
      subject: entry.name,
      kind: 'records-missing',
      severity: 'page',
      means: `Of the records that ${entry.name} read within a day, some are neither in S3 nor dropped by rule.`,
      watches: { expression: missingPercent, metrics: sumMetrics(entry, transform) },
      rings: 'above',
      threshold: sum.percent,
      unit: 'Percent',
      periodSeconds: sum.periodSeconds,
      periods: daySeconds / sum.periodSeconds,
      breaching: 3,
    },
  ];
}
