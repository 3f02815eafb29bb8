import { checkInput } from '../../wire/shape.ts';
import { applyResharding, shardNumber } from '../apply-resharding.ts';
import type { KinesisContext } from '../context.ts';
import { splitShard as split } from '../reshard.ts';
import { resolveStream, SHARD_ID, STREAM_REFERENCE } from '../stream-reference.ts';

const SHAPE = {
  ...STREAM_REFERENCE,
  ShardToSplit: { ...SHARD_ID, required: true },
  NewStartingHashKey: { type: 'string', required: true, pattern: '0|([1-9]\\d{0,38})' },
} as const;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_SplitShard.html */
export function splitShard(context: KinesisContext, given: Record<string, unknown>): void {
  const input = checkInput(SHAPE, given);
  const stream = resolveStream(context, input);
  const index = shardNumber(context, stream, input.ShardToSplit);
  applyResharding(context, stream, (state, how) => split(state, index, input.NewStartingHashKey, how));
}
