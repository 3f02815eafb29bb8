import { checkInput } from '../../wire/shape.ts';
import type { KinesisContext } from '../context.ts';
import { DESCRIBE_STREAM_SHARDS_DEFAULT } from '../limits.ts';
import { describeShard, listedShards } from '../shard-description.ts';
import { parseShardId } from '../shard-id.ts';
import { describeStreamState } from '../stream-description.ts';
import { resolveStream, SHARD_ID, STREAM_REFERENCE } from '../stream-reference.ts';

const SHAPE = {
  ...STREAM_REFERENCE,
  Limit: { type: 'integer', min: 1, max: 10_000 },
  ExclusiveStartShardId: SHARD_ID,
} as const;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeStream.html */
export function describeStream(context: KinesisContext, given: Record<string, unknown>): unknown {
  const input = checkInput(SHAPE, given);
  const stream = resolveStream(context, input);
  const after = input.ExclusiveStartShardId === undefined ? -1 : (parseShardId(input.ExclusiveStartShardId) ?? -1);
  const all = listedShards(stream, context.clock.now()).filter((index) => index > after);
  const shown = all.slice(0, input.Limit ?? DESCRIBE_STREAM_SHARDS_DEFAULT);
  return {
    StreamDescription: {
      ...describeStreamState(context, stream.state()),
      Shards: shown.map((index) => describeShard(stream, index)),
      HasMoreShards: shown.length < all.length,
    },
  };
}
