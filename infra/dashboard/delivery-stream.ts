import { verdictMetrics } from '../../shared/metrics.ts';
import { type Emitter, firehoseMetric, ownMetric } from '../alarms/delivery-stream-metrics.ts';
import { missingPercent, sumMetrics } from '../alarms/sum.ts';
import type { DeliveryStream } from '../delivery-streams.ts';
import { type Graph, type Line, section, type Widget } from './widget.ts';

/** A delivery stream: what it reads, what its transform makes of it, what reaches S3. */
export function deliveryStreamSections(entry: DeliveryStream, transform: Emitter): Widget[][] {
  const firehose = (name: string, statistic: 'Average' | 'Maximum' | 'Sum', label: string): Line => ({
    label,
    metric: firehoseMetric(entry, name),
    statistic,
  });
  const right = (line: Line): Line => ({ ...line, right: true });

  const read: Graph = {
    title: 'Read',
    lines: [
      firehose('DataReadFromKinesisStream.Records', 'Sum', 'records'),
      firehose('ThrottledGetRecords', 'Sum', 'throttled'),
      right(firehose('KinesisMillisBehindLatest', 'Maximum', 'behind, ms')),
    ],
  };
  const transformed: Graph = {
    title: 'Transformed',
    lines: [
      ...verdictMetrics.map(
        (name): Line => ({ label: name, metric: ownMetric(transform, entry, name), statistic: 'Sum' }),
      ),
      right(firehose('ExecuteProcessing.Success', 'Average', 'calls that succeed')),
    ],
  };
  const delivered: Graph = {
    title: 'Delivered',
    lines: [
      firehose('DeliveryToS3.Records', 'Sum', 'records, failed ones included'),
      right(firehose('DeliveryToS3.DataFreshness', 'Maximum', 'oldest undelivered, s')),
      right(firehose('DeliveryToS3.Success', 'Average', 'puts that succeed')),
    ],
  };
  const partitions: Graph = {
    title: 'Partitions',
    lines: [
      firehose('PartitionCount', 'Maximum', 'open'),
      right(firehose('PartitionCountExceeded', 'Maximum', 'limit exceeded')),
    ],
  };
  const sum: Graph = {
    title: 'Missing, per cent of what was read',
    lines: [{ label: 'beyond what is on its way', expression: missingPercent, metrics: sumMetrics(entry, transform) }],
  };
  return section(`Delivery stream ${entry.name}`, [
    read,
    transformed,
    delivered,
    ...(entry.layout.by === 'keys' ? [partitions] : []),
    sum,
  ]);
}
