import { z } from 'zod';
import { divideHashKeys, type HashKey } from './hash-key.ts';

export type StreamMode = 'ON_DEMAND' | 'PROVISIONED';

const hashKey = z.string().regex(/^[0-9a-f]{32}$/);
const milliseconds = z.int().nonnegative();

const shardState = z.object({
  startHash: hashKey,
  /** Inclusive. */
  endHash: hashKey,
  /** Indexes of the shards that this one continues: one after a split, two after a merge. */
  parents: z.array(z.int().nonnegative()).max(2),
  createdAt: milliseconds,
  /** Present once the shard takes no more records. */
  closed: z.object({ at: milliseconds, endOffset: z.int().nonnegative() }).optional(),
});

/** What `stream.json` holds. A shard's place in `shards` is its number, for ever. */
export const streamState = z.object({
  version: z.literal(1),
  name: z.string(),
  createdAt: milliseconds,
  mode: z.enum(['ON_DEMAND', 'PROVISIONED']),
  retentionHours: z.int().positive(),
  recordBytesMax: z.int().positive(),
  shards: z.array(shardState).min(1),
});

export type StreamState = z.infer<typeof streamState>;
export type ShardState = z.infer<typeof shardState>;

export function newStream(
  options: { name: string; mode: StreamMode; shardCount: number; retentionHours: number; recordBytesMax: number },
  nowMs: number,
): StreamState {
  const { shardCount, ...given } = options;
  const shards = divideHashKeys(shardCount).map(({ start, end }) => newShard(start, end, [], nowMs));
  return { version: 1, createdAt: nowMs, ...given, shards };
}

export function newShard(startHash: HashKey, endHash: HashKey, parents: number[], nowMs: number): ShardState {
  return { startHash, endHash, parents, createdAt: nowMs };
}

/** Arrivals before this instant are beyond the stream's retention, ms. */
export function trimHorizon(state: StreamState, nowMs: number): number {
  return nowMs - state.retentionHours * 3_600_000;
}

/** A closed shard is no longer listed once all it ever took is beyond retention. https://docs.aws.amazon.com/streams/latest/dev/kinesis-using-sdk-java-after-resharding.html */
export function isExpired(shard: ShardState, horizonMs: number): boolean {
  return shard.closed !== undefined && shard.closed.at < horizonMs;
}

/** The numbers of the shards that take records, by hash key. */
export function openShards(state: StreamState): number[] {
  return state.shards
    .flatMap((shard, index) => (shard.closed ? [] : [index]))
    .sort((a, b) => (state.shards[a]!.startHash < state.shards[b]!.startHash ? -1 : 1));
}
