import { streamMetric } from '../alarms/change-stream.ts';
import { firstHopMaximum, tableMetric } from '../alarms/first-hop.ts';
import type { Source } from '../sources.ts';
import { type Graph, section, type Widget } from './widget.ts';

/** A table, the way from it to its stream, and the stream. */
export function sourceSections({ table, stream }: Source): Widget[][] {
  const written: Graph = {
    title: 'Written',
    lines: [
      { label: 'write units', metric: tableMetric(table.id, 'ConsumedWriteCapacityUnits'), statistic: 'Sum' },
      { label: 'throttled writes', metric: tableMetric(table.id, 'WriteThrottleEvents'), statistic: 'Sum' },
    ],
  };
  // A graph takes one Metrics Insights query.
  const firstHop = (title: string, label: string, name: string): Graph => ({
    title,
    lines: [{ label, ...firstHopMaximum(table.id, name) }],
  });
  const inStream: Graph = {
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
  };
  return section(
    `Table ${table.name}, and from it to the stream ${stream.name}`,
    [written, inStream],
    [
      firstHop('First hop, late', 'oldest unreplicated, ms', 'AgeOfOldestUnreplicatedRecord'),
      firstHop('First hop, skipped', 'records too large', 'FailedToReplicateRecordCount'),
      firstHop('First hop, throttled', 'records refused', 'ThrottledPutRecordCount'),
    ],
  );
}
