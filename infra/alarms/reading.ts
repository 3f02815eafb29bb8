import type { DeliveryStream } from '../delivery-streams.ts';
import { streamId } from '../sources.ts';
import type { Alarm } from './alarm.ts';
import { streamMetric } from './change-stream.ts';
import { firehoseMetric } from './delivery-stream-metrics.ts';

/** Ten minutes. Firehose asks every shard about once a second. */
const behindMs = 600_000;

/** Whether a delivery stream reads its source. What it has not read is safe until the source's retention ends. */
export function readingAlarms(entry: DeliveryStream, source: string): Alarm[] {
  return [
    {
      subject: entry.name,
      kind: 'reading-late',
      severity: 'page',
      means: `${entry.name} reads the stream later than it is written. What it has not read is lost when the stream's retention ends.`,
      watches: { metric: firehoseMetric(entry, 'KinesisMillisBehindLatest'), statistic: 'Maximum' },
      rings: 'above',
      threshold: behindMs,
      unit: 'Milliseconds',
      periodSeconds: 300,
      periods: 2,
    },
    {
      subject: entry.name,
      kind: 'reading-throttled',
      severity: 'ticket',
      means: `Reads of ${entry.name} are refused, for more readers ask the stream than its shards answer. They are repeated.`,
      watches: { metric: firehoseMetric(entry, 'ThrottledGetRecords'), statistic: 'Sum' },
      rings: 'above',
      threshold: 0,
      unit: 'Count',
      periodSeconds: 300,
      periods: 3,
    },
    {
      subject: entry.name,
      kind: 'nothing-read',
      severity: 'page',
      // Where nothing is read, the metrics that reading emits are silent too.
      means: `Changes arrive in the stream, and ${entry.name} reads none of them.`,
      watches: {
        expression: 'IF(FILL(read, 0) == 0, FILL(incoming, 0), 0)',
        metrics: {
          read: { metric: firehoseMetric(entry, 'DataReadFromKinesisStream.Records'), statistic: 'Sum' },
          incoming: { metric: streamMetric(streamId(source), 'IncomingRecords'), statistic: 'Sum' },
        },
      },
      rings: 'above',
      threshold: 0,
      unit: 'Count',
      periodSeconds: 300,
      periods: 3,
    },
  ];
}
