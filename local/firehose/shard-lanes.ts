import type { ShardInfo } from '../kinesis/types.ts';
import type { Checkpoints } from './checkpoint-saver.ts';
import { createProgress, type Progress } from './progress.ts';
import { createShardLane, type LaneOptions, type ShardLane } from './shard-lane.ts';
import type { RecordSource } from './source.ts';

/** All shards of a source: a child is read after its parents, from its beginning unless there is a checkpoint. */
export interface ShardLanes {
  start(): void;
  wake(): void;
  drain(): Promise<void>;
  close(): void;
  checkpoints(): Checkpoints;
  /** Of all shards, see {@link ShardLane}. */
  oldestArrivalMs(): number | undefined;
}

type PerShard = 'shardId' | 'start' | 'progress' | 'onEnded';

/** @param laneOptionsOf what all lanes have in common, given the shard's name. */
export function createShardLanes(options: {
  source: RecordSource;
  stored: Checkpoints;
  laneOptionsOf: (shardId: string) => Omit<LaneOptions, PerShard>;
  onAdvance: () => void;
}): ShardLanes {
  const { source, stored, laneOptionsOf, onAdvance } = options;
  const lanes = new Map<string, { lane: ShardLane | undefined; progress: Progress }>();
  let listed = new Set<string>();
  let closed = false;

  const isRead = (shardId: string): boolean => {
    const entry = lanes.get(shardId);
    return entry !== undefined && (entry.lane === undefined || entry.lane.ended());
  };
  const open = ({ shardId }: ShardInfo): void => {
    const start = stored[shardId] ?? 'TRIM_HORIZON';
    const progress = createProgress(start, onAdvance);
    const lane =
      start === 'SHARD_END'
        ? undefined
        : createShardLane({ ...laneOptionsOf(shardId), shardId, start, progress, onEnded: openReady });
    lanes.set(shardId, { lane, progress });
    lane?.wake();
  };
  const openReady = (): void => {
    if (closed) return;
    const shards = source.shards();
    listed = new Set(shards.map(({ shardId }) => shardId));
    for (const shard of shards) {
      // A parent that the stream no longer lists has expired, and its records with it.
      const parents = shard.parentShardIds.filter((parent) => listed.has(parent));
      if (!lanes.has(shard.shardId) && parents.every(isRead)) open(shard);
    }
    for (const [shardId, { lane }] of lanes) if (!lane && !listed.has(shardId)) lanes.delete(shardId);
  };
  const opened = (): ShardLane[] => [...lanes.values()].flatMap(({ lane }) => lane ?? []);

  return {
    start: openReady,
    wake() {
      for (const { lane } of lanes.values()) lane?.wake();
    },
    async drain() {
      closed = true;
      await Promise.all(opened().map((lane) => lane.drain()));
    },
    close() {
      closed = true;
      for (const lane of opened()) lane.close();
    },
    oldestArrivalMs() {
      const arrivals = opened().flatMap((lane) => lane.oldestArrivalMs() ?? []);
      return arrivals.length === 0 ? undefined : Math.min(...arrivals);
    },
    checkpoints() {
      const unread = Object.entries(stored).filter(([shardId]) => listed.has(shardId));
      const read = [...lanes].map(([shardId, { progress }]) => [shardId, progress.checkpoint()] as const);
      return Object.fromEntries([...unread, ...read]);
    },
  };
}
