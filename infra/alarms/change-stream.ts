import type { Source } from '../sources.ts';
import type { Alarm, Metric } from './alarm.ts';
import type { Thresholds } from './thresholds.ts';

/** A metric of a stream, by its logical id. https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html */
export const streamMetric = (id: string, name: string): Metric => ({
  namespace: 'AWS/Kinesis',
  name,
  dimensions: { StreamName: { Ref: id } },
});

/** The stream between the table and the delivery streams. */
export function changeStreamAlarms({ stream }: Source, { iteratorAgeMs }: Thresholds): Alarm[] {
  return [
    {
      subject: stream.name,
      kind: 'writes-throttled',
      severity: 'ticket',
      means: `Writes to the stream ${stream.name} are refused, for more comes than it has grown to take. DynamoDB repeats them.`,
      watches: { metric: streamMetric(stream.id, 'WriteProvisionedThroughputExceeded'), statistic: 'Sum' },
      rings: 'above',
      threshold: 0,
      unit: 'Count',
      periodSeconds: 300,
      periods: 3,
    },
    {
      subject: stream.name,
      kind: 'records-expiring',
      severity: 'page',
      means: `A reader of the stream ${stream.name} is so far behind that a quarter of the retention is gone. What it has not read at the end of it is lost.`,
      watches: { metric: streamMetric(stream.id, 'GetRecords.IteratorAgeMilliseconds'), statistic: 'Maximum' },
      rings: 'above',
      threshold: iteratorAgeMs,
      unit: 'Milliseconds',
      periodSeconds: 300,
      periods: 2,
    },
  ];
}
