import { takesApart } from '../delivery-stream/processors.ts';
import type { DeliveryStream } from '../delivery-streams.ts';
import type { Alarm, MetricMath } from './alarm.ts';
import { type Emitter, firehoseMetric, ownMetric } from './delivery-stream-metrics.ts';
import type { Thresholds } from './thresholds.ts';

const daySeconds = 86_400;

/**
 * The sum over a day: what a delivery stream took in, less what its transform dropped by rule, is what lies in S3. Objects of
 * failed records count as delivered too. The result is what is missing, in per cent of what was taken in.
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
 * Undefined where records are taken apart: `IncomingRecords` counts them as they are put, the transform as they are taken apart, and
 * no page says which `DeliveryToS3.Records` counts then. A twin has none either: what it is sent, the report of the replay says.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function missingPercent(entry: DeliveryStream, transform: Emitter | undefined): MetricMath | undefined {
  if (takesApart(entry) || entry.replays !== undefined) return undefined;
  const firehose = (name: string) => ({ metric: firehoseMetric(entry, name), statistic: 'Sum' as const });
  const dropped = transform && { metric: ownMetric(transform, entry, 'Dropped'), statistic: 'Sum' as const };
  const difference = `FILL(read, 0) -${dropped ? ' FILL(dropped, 0) -' : ''} FILL(delivered, 0)`;
  return {
    expression: `100 * (RUNNING_SUM(${difference}) - FILL(read, 0)) / SUM(FILL(read, 0))`,
    metrics: {
      read: firehose(entry.source === undefined ? 'IncomingRecords' : 'DataReadFromKinesisStream.Records'),
      ...(dropped && { dropped }),
      delivered: firehose('DeliveryToS3.Records'),
    },
  };
}

export function sumAlarms(entry: DeliveryStream, { sum }: Thresholds, transform: Emitter | undefined): Alarm[] {
  const watches = missingPercent(entry, transform);
  if (!watches) return [];
  return [
    {
      subject: entry.name,
      kind: 'records-missing',
      severity: 'page',
      means: `Of the records that ${entry.name} ${entry.source === undefined ? 'took in' : 'read'} within a day, some are ${transform ? 'neither in S3 nor dropped by rule' : 'not in S3'}.`,
      watches,
      rings: 'above',
      threshold: sum.percent,
      unit: 'Percent',
      periodSeconds: sum.periodSeconds,
      periods: daySeconds / sum.periodSeconds,
      breaching: 3,
    },
  ];
}
