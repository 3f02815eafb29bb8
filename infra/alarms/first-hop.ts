import type { Source } from '../sources.ts';
import type { Alarm, Metric, MetricsQuery } from './alarm.ts';
import { streamMetric } from './change-stream.ts';

/** DynamoDB aggregates these over five minutes. A shorter period would have holes. */
const periodSeconds = 300;

/**
 * The greatest value of a metric of the way from a table to its stream. AWS documents the dimension `DelegatedOperation`, but not
 * how its one value is spelled: the query takes any (docs/adr/0008-first-hop-alarms-by-query.md).
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html#dynamodb-metrics-dimensions
 */
export const firstHopMaximum = (tableId: string, name: string): MetricsQuery => ({
  query: `SELECT MAX(${name}) FROM SCHEMA("AWS/DynamoDB", DelegatedOperation, TableName) WHERE TableName = '\${${tableId}}'`,
});

export const tableMetric = (tableId: string, name: string): Metric => ({
  namespace: 'AWS/DynamoDB',
  name,
  dimensions: { TableName: { Ref: tableId } },
});

/** From the table to its stream: nothing further down can tell of what is lost here. */
export function firstHopAlarms({ table, stream }: Source): Alarm[] {
  return [
    {
      subject: table.name,
      kind: 'first-hop-late',
      severity: 'page',
      means: `DynamoDB cannot bring changes of ${table.name} to the stream. It keeps trying, but not for ever.`,
      watches: firstHopMaximum(table.id, 'AgeOfOldestUnreplicatedRecord'),
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
      watches: firstHopMaximum(table.id, 'FailedToReplicateRecordCount'),
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
      watches: firstHopMaximum(table.id, 'ThrottledPutRecordCount'),
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
