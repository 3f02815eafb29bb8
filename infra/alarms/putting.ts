import type { DeliveryStream } from '../delivery-streams.ts';
import type { Alarm } from './alarm.ts';
import { firehoseMetric } from './delivery-stream-metrics.ts';

/** Whether a delivery stream takes what is put on it. What it does not take is in the hands of whoever puts it. */
export function puttingAlarms(entry: DeliveryStream): Alarm[] {
  return [
    {
      subject: entry.name,
      kind: 'puts-throttled',
      severity: 'ticket',
      means: `Records put on ${entry.name} are refused, for more comes than its quota lets in. They are lost unless whoever puts them repeats them.`,
      watches: { metric: firehoseMetric(entry, 'ThrottledRecords'), statistic: 'Sum' },
      rings: 'above',
      threshold: 0,
      unit: 'Count',
      periodSeconds: 300,
      periods: 3,
    },
  ];
}
