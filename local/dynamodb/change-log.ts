import type { BinaryInChanges } from './binary-in-changes.ts';
import type { Change } from './change.ts';
import type { createChangeFeed } from './change-feed.ts';
import type { BatchOperation } from './dynalite.ts';
import type { FirstHopMetrics } from './first-hop-metrics.ts';
import { kinesisPartitionKey, kinesisRecord } from './kinesis-record.ts';
import { CHANGE_RECORD_BYTES_MAX } from './limits.ts';
import { type OutboxEntry, outboxKey, outboxOperation } from './outbox.ts';
import type { Replicator } from './replicator.ts';
import { streamOperations } from './stream-log.ts';
import { newestMark, type Table } from './table.ts';

export interface ChangeLogOptions {
  region: string;
  binary: BinaryInChanges;
  /** The outbox's next number. */
  nextNumber: number;
  replicator: Replicator;
  feed: ReturnType<typeof createChangeFeed>;
  metrics: FirstHopMetrics;
  log: (message: string) => void;
}

/** Takes a batch's changes first into the outbox and the tables' own streams, then, once that is on disk, to Kinesis and the listeners. */
export function createChangeLog({ region, binary, nextNumber, replicator, feed, metrics, log }: ChangeLogOptions) {
  let number = nextNumber;
  let entries: OutboxEntry[] = [];
  let byTable = new Map<Table, Change[]>();

  function outboxEntry(table: Table, changes: Change[]): OutboxEntry[] {
    const { destination } = table.settings;
    if (destination?.status !== 'ACTIVE') return [];
    const records = changes.flatMap((change) => {
      const text = kinesisRecord(change, { region, precision: destination.precision, binary });
      const partitionKey = kinesisPartitionKey(change.itemKey);
      if (Buffer.byteLength(text) + partitionKey.length <= CHANGE_RECORD_BYTES_MAX) return [{ partitionKey, text }];
      metrics.failed(table.name);
      log(`A change of the table ${table.name} is too large for a Kinesis record and was skipped, as DynamoDB does.`);
      return [];
    });
    if (records.length === 0) return [];
    const { streamArn } = destination;
    const { creationMicros } = changes[0]!;
    return [{ key: outboxKey(number++), tableName: table.name, streamArn, creationMicros, records }];
  }

  return {
    /** What belongs into the batch of these changes. */
    beside(changes: Change[]): BatchOperation[] {
      byTable = Map.groupBy(changes, ({ table }) => table);
      entries = [...byTable].flatMap(([table, ofTable]) => outboxEntry(table, ofTable));
      return [
        ...[...byTable.keys()].map(newestMark),
        ...entries.map(outboxOperation),
        ...streamOperations(changes, region),
      ];
    },
    /** The batch is on disk. */
    written(): void {
      replicator.add(entries);
      for (const [table, changes] of byTable) feed.publish(table.name, changes);
    },
    /** Outbox entries that the streams have. */
    leftovers: (): BatchOperation[] => replicator.takeDone().map((key) => ({ type: 'del', key })),
  };
}
