import { formatHashKey } from './hash-key.ts';
import { formatShardId } from './shard-id.ts';
import type { Stream } from './stream.ts';
import { isExpired, trimHorizon } from './stream-state.ts';

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_Shard.html */
export function describeShard(stream: Stream, index: number): Record<string, unknown> {
  const { startHash, endHash, parents, closed } = stream.state().shards[index]!;
  const sequenceNumber = stream.sequencer(index);
  return {
    ShardId: formatShardId(index),
    ...(parents[0] !== undefined && { ParentShardId: formatShardId(parents[0]) }),
    ...(parents[1] !== undefined && { AdjacentParentShardId: formatShardId(parents[1]) }),
    HashKeyRange: { StartingHashKey: formatHashKey(startHash), EndingHashKey: formatHashKey(endHash) },
    SequenceNumberRange: {
      StartingSequenceNumber: sequenceNumber(0, 0),
      ...(closed && { EndingSequenceNumber: sequenceNumber(closed.endOffset, 0) }),
    },
  };
}

/** The numbers of the shards that are listed, in order: all but those beyond retention. */
export function listedShards(stream: Stream, nowMs: number): number[] {
  const state = stream.state();
  const horizon = trimHorizon(state, nowMs);
  return state.shards.flatMap((shard, index) => (isExpired(shard, horizon) ? [] : [index]));
}
