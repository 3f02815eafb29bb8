import { setTimeout as delay } from 'node:timers/promises';
import type { Deployed } from '../deployed/connect.ts';
import { type MessageChange, readRecordChange } from '../deployed/message.ts';
import { createShardReader, shardIdsOf } from '../deployed/shards.ts';
import { isOf, type MessageKey } from './key.ts';
import type { Span } from './span.ts';

/** The changes of a message that its stream still holds. */
export interface StreamChanges {
  stream: string;
  changes: (MessageChange & { shardId: string; arrivedMs: number; content?: string })[];
  /** False when the reading was given up: there may be more. */
  isWhole: boolean;
}

/** Reads altogether, 10,000 records or 10 MiB each: a trace must not keep delivery streams from reading. */
const READS_MAX = 100;

/** A shard gives two megabytes and five answers a second to all its readers. */
const THROTTLED_WAIT_MS = 1000;

/** Looks through a stream, shard by shard. The partition key of a change record says nothing of the item. */
export async function findChanges(
  deployed: Deployed,
  stream: string,
  key: MessageKey,
  spans: Span[],
  content: boolean,
): Promise<StreamChanges> {
  const found: StreamChanges = { stream, changes: [], isWhole: true };
  let readsLeft = READS_MAX;
  const shardIds = await shardIdsOf(deployed, stream, 'all');
  for (const span of spans) {
    for (const shardId of shardIds) {
      const reader = createShardReader(deployed, stream, shardId, {
        ShardIteratorType: 'AT_TIMESTAMP',
        // Kinesis refuses an instant that is still to come.
        Timestamp: new Date(Math.min(span.fromMs, deployed.now() - 1000)),
      });
      for (;;) {
        if (readsLeft === 0) return { ...found, isWhole: false };
        readsLeft -= 1;
        const read = await reader.read().catch(waitIfThrottled);
        if (!read) continue;
        for (const { data, arrivedMs } of read.records) {
          // Most records are of other messages: they are not parsed.
          const change = data.includes(key.sort) ? readRecordChange(data) : undefined;
          if (!isOf(change, key) || arrivedMs > span.toMs) continue;
          found.changes.push({ ...change, shardId, arrivedMs, ...(content && { content: data.toString('utf8') }) });
        }
        const last = read.records.at(-1);
        if (read.isEnded || (last ? last.arrivedMs > span.toMs : read.millisBehind === 0)) break;
      }
    }
  }
  return found;
}

async function waitIfThrottled(error: unknown): Promise<undefined> {
  if ((error as Error).name !== 'ProvisionedThroughputExceededException') throw error;
  await delay(THROTTLED_WAIT_MS);
}
