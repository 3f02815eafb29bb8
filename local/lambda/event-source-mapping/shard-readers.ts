import type { Checkpoints } from '../../firehose/checkpoint-saver.ts';
import type { ReadPosition, ShardInfo } from '../../kinesis/types.ts';
import { createShardReader, type ShardReader, type ShardReaderOptions } from './shard-reader.ts';
import type { EventSource } from './source.ts';

/** All shards of a stream: a child is read once its parents are processed to their end. */
export interface ShardReaders {
  /** Looks for shards that can be read, and lets all of them read. */
  wake(): void;
  checkpoints(): Checkpoints;
  pending(): number;
  stop(): Promise<void>;
}

export function createShardReaders(options: {
  source: EventSource;
  stored: Checkpoints;
  common: Omit<ShardReaderOptions, 'shardId' | 'start' | 'onAdvance'>;
  onAdvance: () => void;
}): ShardReaders {
  const { source, stored, common, onAdvance } = options;
  const readers = new Map<string, ShardReader>();
  let listed = new Set(Object.keys(stored));
  let stopped = false;

  const checkpointOf = (shardId: string) => readers.get(shardId)?.checkpoint() ?? stored[shardId];

  const open = (shardId: string): void => {
    const start = stored[shardId] ?? 'TRIM_HORIZON';
    if (start === 'SHARD_END') return;
    const reader = createShardReader({
      ...common,
      shardId,
      start: start satisfies ReadPosition,
      onAdvance() {
        onAdvance();
        if (reader.checkpoint() === 'SHARD_END') openReady();
      },
    });
    readers.set(shardId, reader);
    reader.wake();
  };

  const openReady = (): void => {
    if (stopped) return;
    const shards = tryShards();
    if (!shards) return;
    listed = new Set(shards.map(({ shardId }) => shardId));
    for (const { shardId, parentShardIds } of shards) {
      // A parent that the stream no longer lists has expired, and its records with it.
      const parents = parentShardIds.filter((parent) => listed.has(parent));
      const isReady = parents.every((parent) => checkpointOf(parent) === 'SHARD_END');
      if (isReady && !readers.has(shardId)) open(shardId);
    }
    for (const [shardId, reader] of readers) {
      if (!listed.has(shardId) && reader.checkpoint() === 'SHARD_END') readers.delete(shardId);
    }
  };

  const tryShards = (): ShardInfo[] | undefined => {
    try {
      return source.shards();
    } catch (error) {
      common.log(`The shards of ${source.arn} cannot be listed: ${error}`);
      return undefined;
    }
  };

  return {
    wake() {
      openReady();
      for (const reader of readers.values()) reader.wake();
    },
    checkpoints() {
      const kept = Object.entries(stored).filter(([shardId]) => listed.has(shardId));
      const read = [...readers].map(([shardId, reader]) => [shardId, reader.checkpoint()] as const);
      return Object.fromEntries([...kept, ...read]);
    },
    pending: () => [...readers.values()].reduce((sum, reader) => sum + reader.pending(), 0),
    async stop() {
      stopped = true;
      await Promise.all([...readers.values()].map((reader) => reader.stop()));
    },
  };
}
