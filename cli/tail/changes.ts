import { setTimeout as delay } from 'node:timers/promises';
import type { Deployed } from '../deployed/connect.ts';
import { createShardReader, type ShardReader, type ShardRecord, shardIdsOf } from '../deployed/shards.ts';

/** A shard answers five reads a second, all its readers together; delivery streams need theirs. */
const POLL_MS = 1000;

/**
 * Follows a stream: every record that arrives from now on, shard by shard, until `signal` ends it. New shards are followed
 * from their beginning. A shard that answers later than it throttles is asked again at the next turn.
 */
export async function* followChanges(
  deployed: Deployed,
  streamName: string,
  signal: AbortSignal,
  onReady: () => void,
): AsyncGenerator<ShardRecord> {
  const ids = await shardIdsOf(deployed, streamName, 'open');
  let readers = ids.map((id) => createShardReader(deployed, streamName, id, { ShardIteratorType: 'LATEST' }));
  const known = new Set(ids);
  let isFirst = true;
  while (!signal.aborted) {
    const next: ShardReader[] = [];
    for (const reader of readers) {
      const read = await unlessThrottled(reader.read());
      if (!read) {
        next.push(reader);
        continue;
      }
      yield* read.records;
      if (!read.isEnded) next.push(reader);
      for (const child of read.children) {
        if (known.has(child)) continue;
        known.add(child);
        next.push(createShardReader(deployed, streamName, child, { ShardIteratorType: 'TRIM_HORIZON' }));
      }
    }
    readers = next;
    if (isFirst) onReady();
    isFirst = false;
    await pause(signal);
  }
}

async function unlessThrottled<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if ((error as Error).name === 'ProvisionedThroughputExceededException') return undefined;
    throw error;
  }
}

export async function pause(signal: AbortSignal): Promise<void> {
  await delay(POLL_MS, undefined, { signal }).catch(() => {});
}
