import type { Source } from '../sources.ts';
import type { Alarm, Metric } from './alarm.ts';
import { streamMetric } from './change-stream.ts';

/**
 * The dimension's value. AWS documents the dimension, and in words that it has one value, "change data capture for Kinesis Data
 * Streams", but not how that is spelled. docs/runbook.md#after-the-first-deployment says how to see it; the alarm
 * `nothing-captured` does not depend on it.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html#dynamodb-metrics-dimensions
 */
export const delegatedOperation = 'PutRecord';

/** DynamoDB aggregates these over five minutes. A shorter period would have holes. */
const periodSeconds = 300;

/** A metric of the way from a table to its stream. */
export const firstHopMetric = (tableId: string, name: string): Metric => ({
  namespace: 'AWS/DynamoDB',
  name,
  dimensions: { TableName: { Ref: tableId }, DelegatedOperation: delegatedOperation },
});

export const tableMetric = (tableId: string, name: string): Metric => ({
  namespace: 'AWS/DynamoDB',
  name,
  dimensions: { TableName: { Ref: tableId } },
});

/** From the table to its stream: nothing further down can tell of what is lost here. */
export function firstHopAlarms({ table, stream }: Source): Alarm[] {
  const metric = (name: string) => firstHopMetric(table.id, name);
  return [
    {
      subject: table.name,
      kind: 'first-hop-late',
      severity: 'page',
      means: `DynamoDB cannot bring changes of ${table.name} to the stream. It keeps trying, but not for ever.`,
      watches: { metric: metric('AgeOfOldestUnreplicatedRecord'), statistic: 'Maximum' },
      rings: 'above',
      // A minute, where milliseconds are normal.
      threshold: 60_000,
      unit: 'Milliseconds',
      periodSeconds,
      periods: 2,
    },
    {
      subject: table.name,
      kind: 'first-hop-skipped',
      severity: 'page',
      means: `DynamoDB left out changes of ${table.name} that are larger than a record of the stream may be. The lake does not get them.`,
      // No Sum among the statistics that AWS calls valid here.
      watches: { metric: metric('FailedToReplicateRecordCount'), statistic: 'Maximum' },
      rings: 'above',
      threshold: 0,
      unit: 'Count',
      periodSeconds,
      periods: 1,
    },
    {
      subject: table.name,
      kind: 'first-hop-throttled',
      severity: 'ticket',
      means: `The stream refuses changes of ${table.name}, for more comes than it has grown to take. DynamoDB repeats them.`,
      watches: { metric: metric('ThrottledPutRecordCount'), statistic: 'Maximum' },
      rings: 'above',
      threshold: 0,
      unit: 'Count',
      periodSeconds,
      periods: 3,
    },
    {
      subject: table.name,
      kind: 'nothing-captured',
      severity: 'page',
      means: `${table.name} is written, and no change of it arrives in the stream.`,
      watches: {
        expression: 'IF(FILL(incoming, 0) == 0, FILL(written, 0), 0)',
        metrics: {
          incoming: { metric: streamMetric(stream.id, 'IncomingRecords'), statistic: 'Sum' },
          written: { metric: tableMetric(table.id, 'ConsumedWriteCapacityUnits'), statistic: 'Sum' },
        },
      },
      rings: 'above',
      threshold: 0,
      unit: 'Count',
      periodSeconds,
      periods: 3,
    },
  ];
}
