import type { Clock } from '../clock.ts';
import type { Change } from './change.ts';
import type { BatchOperation, Database } from './dynalite.ts';
import { kinesisPartitionKey } from './kinesis-record.ts';
import { STREAM_RETENTION_MS } from './limits.ts';
import { startingWith } from './store.ts';
import { streamRecord, streamSequenceNumber } from './stream-record.ts';
import { putText, type Table } from './table.ts';

/** A record of a table's stream as it lies in the database. */
export interface StoredStreamRecord {
  sequenceNumber: string;
  /** One text per item. */
  itemKey: string;
  /** As {@link streamRecord} writes it. */
  text: string;
}

export interface StreamPage {
  records: StoredStreamRecord[];
  /** True when there is more. */
  isBehind: boolean;
}

const streamPrefix = (tableName: string): string => `stream~${tableName}~`;

/**
 * What belongs into the batch of these changes, so that neither a change nor its record is ever without the other. A Put in a
 * transaction that changes nothing is not told here.
 */
export function streamOperations(changes: Change[], region: string): BatchOperation[] {
  return changes.flatMap((change) => {
    const { table, creationMicros, itemKey, unchanged } = change;
    const { stream } = table.settings;
    if (!stream || unchanged) return [];
    const key = streamPrefix(table.name) + streamSequenceNumber(creationMicros);
    return [putText(key, `${kinesisPartitionKey(itemKey)} ${streamRecord(change, stream, region)}`)];
  });
}

/** Records that are older are gone. */
export const streamHorizon = (nowMs: number): string =>
  streamSequenceNumber(Math.max(0, (nowMs - STREAM_RETENTION_MS) * 1000));

/** The records after a sequence number that are not older than the retention, oldest first; at least one, if there is one. */
export async function readStream(
  database: Database,
  tableName: string,
  after: string,
  limit: { records: number; bytes: number; nowMs: number },
): Promise<StreamPage> {
  const prefix = streamPrefix(tableName);
  const horizon = streamHorizon(limit.nowMs);
  // Behind a key, not at it: no key ends in a space.
  const from = prefix + (after >= horizon ? `${after} ` : horizon);
  const range = { gte: from, lt: startingWith(prefix).lt, limit: limit.records + 1, valueEncoding: 'utf8' as const };
  const records: StoredStreamRecord[] = [];
  let bytes = 0;
  for await (const [key, value] of database.iterator(range)) {
    bytes += value.length;
    if (records.length === limit.records || (bytes > limit.bytes && records.length > 0)) {
      return { records, isBehind: true };
    }
    const space = value.indexOf(' ');
    records.push({
      sequenceNumber: key.slice(prefix.length),
      itemKey: value.slice(0, space),
      text: value.slice(space + 1),
    });
  }
  return { records, isBehind: false };
}

/** For a stream that is no more. */
export const dropStream = (database: Database, tableName: string): Promise<void> =>
  database.clear(startingWith(streamPrefix(tableName)));

/** How often records that nobody can read any more are deleted, milliseconds of the stack's clock. */
const TRIM_EVERY_MS = 60 * 60 * 1000;

/** Deletes expired records now and then, when there is something to do anyway. */
export function createStreamTrimmer(options: {
  clock: Clock;
  database: Database;
  streamed: () => Table[];
  log: (message: string) => void;
}) {
  const { clock, database, streamed, log } = options;
  let dueMs = clock.now();
  let trimming: Promise<void> = Promise.resolve();

  async function trim(): Promise<void> {
    const horizon = streamHorizon(clock.now());
    for (const { name } of streamed()) {
      await database.clear({ gte: streamPrefix(name), lt: streamPrefix(name) + horizon });
    }
  }

  return {
    /** Records have come. */
    touch(): void {
      if (clock.now() < dueMs) return;
      dueMs = clock.now() + TRIM_EVERY_MS;
      trimming = trimming.then(trim).catch((error) => log(`Old stream records could not be deleted: ${error}`));
    },
    close: (): Promise<void> => trimming,
  };
}
