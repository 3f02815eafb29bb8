import { AwsError } from '../wire/message.ts';
import { formatHashKey, type HashKey, nextHashKey, parseHashKey, previousHashKey } from './hash-key.ts';
import { formatShardId } from './shard-id.ts';
import { newShard, type ShardState, type StreamState } from './stream-state.ts';

/** Where a shard that is being closed ends, and in whose words errors speak. */
export interface Resharding {
  accountId: string;
  nowMs: number;
  endOffset(shardIndex: number): number;
}

/**
 * Closes a shard and continues it with two. Throws AWS's errors.
 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_SplitShard.html
 */
export function splitShard(
  state: StreamState,
  index: number,
  newStartingHashKey: string,
  how: Resharding,
): StreamState {
  const shard = eligibleShard(state, index, how);
  const start = parseHashKey(newStartingHashKey);
  if (start === undefined || start <= nextHashKey(shard.startHash) || start >= shard.endHash) {
    throw invalid(
      `NewStartingHashKey ${newStartingHashKey} used in SplitShard() on shard ${formatShardId(index)} in ${ofStream(state, how)} ` +
        `is not both greater than one plus the shard's StartingHashKey ${formatHashKey(shard.startHash)} ` +
        `and less than the shard's EndingHashKey ${formatHashKey(shard.endHash)}.`,
    );
  }
  return replace(
    state,
    [index],
    [
      [shard.startHash, previousHashKey(start)],
      [start, shard.endHash],
    ],
    how,
  );
}

/**
 * Closes two shards with adjacent hash key ranges, the lower first, and continues them with one. Throws AWS's errors.
 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_MergeShards.html
 */
export function mergeShards(state: StreamState, index: number, adjacent: number, how: Resharding): StreamState {
  const lower = eligibleShard(state, index, how);
  const upper = eligibleShard(state, adjacent, how);
  if (previousHashKey(upper.startHash) !== lower.endHash) {
    throw invalid(
      `Shards ${formatShardId(index)} and ${formatShardId(adjacent)} in ${ofStream(state, how)} are not an adjacent pair of shards eligible for merging`,
    );
  }
  return replace(state, [index, adjacent], [[lower.startHash, upper.endHash]], how);
}

function eligibleShard(state: StreamState, index: number, how: Resharding): ShardState {
  const shard = state.shards[index];
  if (!shard) {
    throw new AwsError(
      'ResourceNotFoundException',
      `Could not find shard ${formatShardId(index)} in ${ofStream(state, how)}.`,
    );
  }
  if (shard.closed) {
    throw invalid(
      `Shard ${formatShardId(index)} in ${ofStream(state, how)} has already been merged or split, and thus is not eligible for merging or splitting.`,
    );
  }
  return shard;
}

function replace(state: StreamState, parents: number[], ranges: [HashKey, HashKey][], how: Resharding): StreamState {
  const shards = state.shards.map((shard, index) =>
    parents.includes(index) ? { ...shard, closed: { at: how.nowMs, endOffset: how.endOffset(index) } } : shard,
  );
  const children = ranges.map(([start, end]) => newShard(start, end, parents, how.nowMs));
  return { ...state, shards: [...shards, ...children] };
}

function ofStream(state: StreamState, { accountId }: Resharding): string {
  return `stream ${state.name} under account ${accountId}`;
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidArgumentException', message);
}
