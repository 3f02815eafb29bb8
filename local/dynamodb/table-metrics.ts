import type { Clock } from '../clock.ts';
import type { MetricSink } from '../cloudwatch/types.ts';
import { WRITE_UNIT_BYTES } from './limits.ts';
import type { StagedWrite } from './stage.ts';
import { tableNameOf } from './store.ts';

/**
 * The metrics of a table's writes, dimension `TableName`.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 */
export interface TableMetrics {
  /** `ConsumedWriteCapacityUnits`, once for each table of what was written together. */
  written(writes: StagedWrite[]): void;
  /** `WriteThrottleEvents`: one for each item of a request that was refused for want of room. */
  throttled(itemKeys: string[]): void;
}

export function createTableMetrics(clock: Clock, sink: MetricSink | undefined): TableMetrics {
  const put = (metricName: string, counts: Map<string, number>) => {
    for (const [TableName, value] of counts) {
      const dimensions = { TableName };
      sink?.put({ namespace: 'AWS/DynamoDB', metricName, dimensions, value, unit: 'Count', timestamp: clock.now() });
    }
  };
  return {
    written(writes) {
      const units = new Map<string, number>();
      for (const write of writes) add(units, write.table.name, writeUnits(write));
      put('ConsumedWriteCapacityUnits', units);
    },
    throttled(itemKeys) {
      const events = new Map<string, number>();
      for (const itemKey of itemKeys) add(events, tableNameOf(itemKey), 1);
      put('WriteThrottleEvents', events);
    },
  };
}

function add(counts: Map<string, number>, name: string, value: number): void {
  if (value > 0) counts.set(name, (counts.get(name) ?? 0) + value);
}

/**
 * The larger of the two images counts, an absent item as the least there is; an expiry costs nothing. Secondary indexes have
 * metrics of their own, and refused conditions are not counted here.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
function writeUnits({ old, now, how }: StagedWrite): number {
  if (how.userIdentity) return 0;
  const bytes = Math.max(1, old?.sizeBytes ?? 0, now?.sizeBytes ?? 0);
  return Math.ceil(bytes / WRITE_UNIT_BYTES) * (how.transactional ? 2 : 1);
}
