import { streamSequenceNumber } from '../../dynamodb/stream-record.ts';
import { checkInput } from '../../wire/shape.ts';
import type { StreamsContext } from '../context.ts';
import { shardIdOf } from '../shard.ts';

const SHAPE = {
  StreamArn: { type: 'string', required: true, min: 37, max: 1024 },
  Limit: { type: 'integer', min: 1, max: 100 },
  ExclusiveStartShardId: { type: 'string', min: 28, max: 65 },
} as const;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_DescribeStream.html */
export function describeStream({ streams }: StreamsContext, given: Record<string, unknown>): unknown {
  const { StreamArn, ExclusiveStartShardId: start } = checkInput(SHAPE, given);
  const stream = streams.find(StreamArn);
  const shard = {
    ShardId: shardIdOf(stream),
    SequenceNumberRange: { StartingSequenceNumber: streamSequenceNumber(0) },
  };
  return {
    StreamDescription: {
      StreamArn,
      StreamLabel: stream.label,
      StreamStatus: 'ENABLED',
      StreamViewType: stream.viewType,
      CreationRequestDateTime: Date.parse(`${stream.label}Z`) / 1000,
      TableName: stream.tableName,
      KeySchema: stream.keySchema,
      Shards: start === shard.ShardId ? [] : [shard],
    },
  };
}
