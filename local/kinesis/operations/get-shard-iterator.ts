import { AwsError } from '../../wire/message.ts';
import { checkInput, type InputOf } from '../../wire/shape.ts';
import type { KinesisContext } from '../context.ts';
import { parseSequenceNumber } from '../sequence-number.ts';
import { formatShardId, parseShardId } from '../shard-id.ts';
import { encodeShardIterator } from '../shard-iterator.ts';
import type { Stream } from '../stream.ts';
import { resolveStream, SHARD_ID, STREAM_REFERENCE } from '../stream-reference.ts';
import { reportDamage } from '../streams.ts';

const SHAPE = {
  ...STREAM_REFERENCE,
  ShardId: { ...SHARD_ID, required: true },
  ShardIteratorType: {
    type: 'string',
    required: true,
    values: ['AFTER_SEQUENCE_NUMBER', 'LATEST', 'AT_TIMESTAMP', 'AT_SEQUENCE_NUMBER', 'TRIM_HORIZON'],
  },
  StartingSequenceNumber: { type: 'string', pattern: '0|([1-9]\\d{0,128})' },
  Timestamp: { type: 'timestamp' },
} as const;

type Input = InputOf<typeof SHAPE>;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetShardIterator.html */
export function getShardIterator(context: KinesisContext, given: Record<string, unknown>): unknown {
  const input = checkInput(SHAPE, given);
  const stream = resolveStream(context, input);
  const { name, createdAt, shards } = stream.state();
  const shardIndex = parseShardId(input.ShardId);
  if (shardIndex === undefined || !shards[shardIndex]) {
    const shardId = shardIndex === undefined ? input.ShardId : formatShardId(shardIndex);
    throw new AwsError(
      'ResourceNotFoundException',
      `Shard ${shardId} in stream ${name} under account ${context.accountId} does not exist`,
    );
  }
  const offset = reportDamage(() => startingOffset(context, input, stream, shardIndex));
  const position = { streamName: name, streamCreatedMs: createdAt, shardIndex, offset, issuedMs: context.clock.now() };
  return { ShardIterator: encodeShardIterator(position) };
}

function startingOffset(context: KinesisContext, input: Input, stream: Stream, shardIndex: number): number {
  const { ShardIteratorType: type, StartingSequenceNumber: sequenceNumber } = input;
  const bySequence = type === 'AT_SEQUENCE_NUMBER' || type === 'AFTER_SEQUENCE_NUMBER';
  if (bySequence !== (sequenceNumber !== undefined)) {
    throw invalid(
      'Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or ' +
        '(2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. ' +
        `Request specified ${type} and ${bySequence ? 'no' : 'also a'} StartingSequenceNumber.`,
    );
  }
  switch (type) {
    case 'TRIM_HORIZON':
      return 0;
    case 'LATEST':
      return stream.log(shardIndex).end();
    case 'AT_TIMESTAMP':
      return stream.log(shardIndex).offsetAt(timestampMs(context, input));
    default:
      return offsetOfSequence(context, sequenceNumber!, type === 'AFTER_SEQUENCE_NUMBER', stream, shardIndex);
  }
}

function timestampMs(context: KinesisContext, { Timestamp }: Input): number {
  if (Timestamp === undefined) {
    throw invalid(
      'Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no timestamp parameter.',
    );
  }
  const timestamp = Math.round(Timestamp * 1000);
  const nowMs = context.clock.now();
  if (timestamp > nowMs) {
    throw invalid(
      'The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. ' +
        `timestampInMillis: ${timestamp}, currentTimestampInMillis: ${nowMs}`,
    );
  }
  return timestamp;
}

function offsetOfSequence(
  context: KinesisContext,
  text: string,
  after: boolean,
  stream: Stream,
  shardIndex: number,
): number {
  const { name, createdAt } = stream.state();
  const used =
    `StartingSequenceNumber ${text} used in GetShardIterator on shard ${formatShardId(shardIndex)} ` +
    `in stream ${name} under account ${context.accountId} is invalid`;
  const sequence = parseSequenceNumber(text);
  if (!sequence) throw invalid(`${used}.`);
  if (sequence.streamCreatedMs !== createdAt) throw invalid(`${used} because it did not come from this stream.`);
  if (sequence.shardIndex !== shardIndex) {
    throw invalid(
      `Invalid StartingSequenceNumber. It encodes ${formatShardId(sequence.shardIndex)}, ` +
        `while it was used in a call to a shard with ${formatShardId(shardIndex)}`,
    );
  }
  const { offset, length } = sequence;
  const log = stream.log(shardIndex);
  const isPosition = length === 0 && (offset === 0 || offset === log.end());
  if (!isPosition && !log.holds(offset, length)) throw invalid(`${used}.`);
  return after ? offset + length : offset;
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidArgumentException', message);
}
