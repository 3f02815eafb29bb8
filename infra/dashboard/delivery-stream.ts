import { verdictMetrics } from '../../shared/metrics.ts';
import type { WatchedDeliveryStream } from '../alarms/all.ts';
import { type Emitter, firehoseMetric, ownMetric } from '../alarms/delivery-stream-metrics.ts';
import { missingPercent } from '../alarms/sum.ts';
import type { DeliveryStream } from '../delivery-streams.ts';
import { type Graph, type Line, section, type Widget } from './widget.ts';

/** A delivery stream: what it takes in, what its transform makes of it, what reaches S3. */
export function deliveryStreamSections({ entry, transform }: WatchedDeliveryStream): Widget[][] {
  const missing = missingPercent(entry, transform?.emitter);
  return section(`Delivery stream ${entry.name}`, [
    entry.source === undefined ? taken(entry) : read(entry),
    ...(transform ? [transformed(entry, transform.emitter)] : []),
    ...(entry.output === 'parquet' ? [converted(entry)] : []),
    delivered(entry),
    ...(entry.layout.by === 'keys' ? [partitions(entry)] : []),
    ...(missing
      ? [{ title: 'Missing, per cent of what came in', lines: [{ label: 'beyond what is on its way', ...missing }] }]
      : []),
  ]);
}

const line = (entry: DeliveryStream, name: string, statistic: 'Average' | 'Maximum' | 'Sum', label: string): Line => ({
  label,
  metric: firehoseMetric(entry, name),
  statistic,
});

const right = (line: Line): Line => ({ ...line, right: true });

const read = (entry: DeliveryStream): Graph => ({
  title: 'Read',
  lines: [
    line(entry, 'DataReadFromKinesisStream.Records', 'Sum', 'records'),
    line(entry, 'ThrottledGetRecords', 'Sum', 'throttled'),
    right(line(entry, 'KinesisMillisBehindLatest', 'Maximum', 'behind, ms')),
  ],
});

const taken = (entry: DeliveryStream): Graph => ({
  title: 'Put',
  lines: [
    line(entry, 'IncomingRecords', 'Sum', 'records'),
    line(entry, 'ThrottledRecords', 'Sum', 'refused'),
    right(line(entry, 'IncomingBytes', 'Sum', 'bytes')),
  ],
});

const transformed = (entry: DeliveryStream, transform: Emitter): Graph => ({
  title: 'Transformed',
  lines: [
    ...verdictMetrics.map(
      (name): Line => ({ label: name, metric: ownMetric(transform, entry, name), statistic: 'Sum' }),
    ),
    right(line(entry, 'ExecuteProcessing.Success', 'Average', 'calls that succeed')),
  ],
});

const converted = (entry: DeliveryStream): Graph => ({
  title: 'Converted',
  lines: [
    line(entry, 'SucceedConversion.Records', 'Sum', 'rows'),
    line(entry, 'FailedConversion.Records', 'Sum', 'refused'),
  ],
});

const delivered = (entry: DeliveryStream): Graph => ({
  title: 'Delivered',
  lines: [
    line(entry, 'DeliveryToS3.Records', 'Sum', 'records, failed ones included'),
    right(line(entry, 'DeliveryToS3.DataFreshness', 'Maximum', 'oldest undelivered, s')),
    right(line(entry, 'DeliveryToS3.Success', 'Average', 'puts that succeed')),
  ],
});

const partitions = (entry: DeliveryStream): Graph => ({
  title: 'Partitions',
  lines: [
    line(entry, 'PartitionCount', 'Maximum', 'open'),
    right(line(entry, 'PartitionCountExceeded', 'Maximum', 'limit exceeded')),
  ],
});
