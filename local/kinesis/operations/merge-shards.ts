import { checkInput } from '../../wire/shape.ts';
import { applyResharding, shardNumber } from '../apply-resharding.ts';
import type { KinesisContext } from '../context.ts';
import { mergeShards as merge } from '../reshard.ts';
import { resolveStream, SHARD_ID, STREAM_REFERENCE } from '../stream-reference.ts';

const SHAPE = {
  ...STREAM_REFERENCE,
  ShardToMerge: { ...SHARD_ID, required: true },
  AdjacentShardToMerge: { ...SHARD_ID, required: true },
} as const;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_MergeShards.html */
export function mergeShards(context: KinesisContext, given: Record<string, unknown>): void {
  const input = checkInput(SHAPE, given);
  const stream = resolveStream(context, input);
  const index = shardNumber(context, stream, input.ShardToMerge);
  const adjacent = shardNumber(context, stream, input.AdjacentShardToMerge);
  applyResharding(context, stream, (state, how) => merge(state, index, adjacent, how));
}
