import { streamHorizon } from '../../dynamodb/stream-log.ts';
import { streamSequenceNumber } from '../../dynamodb/stream-record.ts';
import { checkInput, type InputOf } from '../../wire/shape.ts';
import type { StreamsContext } from '../context.ts';
import { invalid, shardNotFound, trimmed } from '../errors.ts';
import { shardIdOf } from '../shard.ts';
import { encodeShardIterator } from '../shard-iterator.ts';

const SHAPE = {
  StreamArn: { type: 'string', required: true, min: 37, max: 1024 },
  ShardId: { type: 'string', required: true, min: 28, max: 65 },
  ShardIteratorType: {
    type: 'string',
    required: true,
    values: ['TRIM_HORIZON', 'LATEST', 'AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER'],
  },
  SequenceNumber: { type: 'string', min: 21, max: 40 },
} as const;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetShardIterator.html */
export function getShardIterator(context: StreamsContext, given: Record<string, unknown>): unknown {
  const { clock, streams } = context;
  const input = checkInput(SHAPE, given);
  const { StreamArn: streamArn, ShardId: shardId } = input;
  const stream = streams.find(streamArn);
  if (shardId !== shardIdOf(stream)) throw shardNotFound(shardId, streamArn);
  const after = positionOf(input, streams.newest(stream), clock.now());
  return { ShardIterator: encodeShardIterator({ streamArn, after, issuedMs: clock.now() }) };
}

function positionOf(input: InputOf<typeof SHAPE>, newest: string, nowMs: number): string {
  const { ShardIteratorType: type, SequenceNumber: sequenceNumber } = input;
  if (type === 'TRIM_HORIZON') return streamSequenceNumber(0);
  if (type === 'LATEST') return newest;
  if (sequenceNumber === undefined) throw invalid(`SequenceNumber is needed with the ShardIteratorType ${type}.`);
  if (!/^\d{21}$/.test(sequenceNumber)) throw invalid(`Invalid SequenceNumber: ${sequenceNumber}`);
  if (sequenceNumber < streamHorizon(nowMs)) throw trimmed();
  return type === 'AFTER_SEQUENCE_NUMBER' ? sequenceNumber : String(BigInt(sequenceNumber) - 1n);
}
