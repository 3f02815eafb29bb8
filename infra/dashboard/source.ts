import { streamMetric } from '../alarms/change-stream.ts';
import { firstHopMetric, tableMetric } from '../alarms/first-hop.ts';
import type { Source } from '../sources.ts';
import { section, type Widget } from './widget.ts';

/** A table, the way from it to its stream, and the stream. */
export function sourceSections({ table, stream }: Source): Widget[][] {
  return section(`Table ${table.name}, and from it to the stream ${stream.name}`, [
    {
      title: 'Written',
      lines: [
        { label: 'write units', metric: tableMetric(table.id, 'ConsumedWriteCapacityUnits'), statistic: 'Sum' },
        { label: 'throttled writes', metric: tableMetric(table.id, 'WriteThrottleEvents'), statistic: 'Sum' },
      ],
    },
    {
      title: 'First hop',
      lines: [
        {
          label: 'oldest unreplicated, ms',
          metric: firstHopMetric(table.id, 'AgeOfOldestUnreplicatedRecord'),
          statistic: 'Maximum',
        },
        {
          label: 'skipped',
          metric: firstHopMetric(table.id, 'FailedToReplicateRecordCount'),
          statistic: 'Maximum',
          right: true,
        },
        {
          label: 'throttled',
          metric: firstHopMetric(table.id, 'ThrottledPutRecordCount'),
          statistic: 'Maximum',
          right: true,
        },
      ],
    },
    {
      title: 'Stream',
      lines: [
        { label: 'records in', metric: streamMetric(stream.id, 'IncomingRecords'), statistic: 'Sum' },
        {
          label: 'throttled writes',
          metric: streamMetric(stream.id, 'WriteProvisionedThroughputExceeded'),
          statistic: 'Sum',
        },
        {
          label: 'iterator age, ms',
          metric: streamMetric(stream.id, 'GetRecords.IteratorAgeMilliseconds'),
          statistic: 'Maximum',
          right: true,
        },
      ],
    },
  ]);
}
