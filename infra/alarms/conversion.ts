import { errorPrefix } from '../../shared/error-object-keys.ts';
import type { DeliveryStream } from '../delivery-streams.ts';
import type { Alarm } from './alarm.ts';
import { firehoseMetric } from './delivery-stream-metrics.ts';

/** Whether rows become Parquet. Rows of the transform always fit the table that was deployed with it. */
export function conversionAlarms(entry: DeliveryStream): Alarm[] {
  if (entry.output !== 'parquet') return [];
  return [
    {
      subject: entry.name,
      kind: 'conversion-failed',
      severity: 'ticket',
      means: `Rows of ${entry.name} do not fit the Glue table, or it cannot be read. They are kept under ${errorPrefix(entry.name)}format-conversion-failed/.`,
      watches: { metric: firehoseMetric(entry, 'FailedConversion.Records'), statistic: 'Sum' },
      rings: 'above',
      threshold: 0,
      unit: 'Count',
      periodSeconds: 300,
      periods: 1,
    },
  ];
}
