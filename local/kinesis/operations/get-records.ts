import { AwsError } from '../../wire/message.ts';
import { checkInput } from '../../wire/shape.ts';
import type { KinesisContext } from '../context.ts';
import { formatHashKey } from '../hash-key.ts';
import { GET_RECORDS_BYTES_MAX, GET_RECORDS_COUNT_MAX, SHARD_ITERATOR_AGE_MS_MAX } from '../limits.ts';
import { recordBytes } from '../put-limits.ts';
import { parseSequenceNumber } from '../sequence-number.ts';
import { formatShardId } from '../shard-id.ts';
import { decodeShardIterator, encodeShardIterator, type ShardIterator } from '../shard-iterator.ts';
import type { Stream } from '../stream.ts';
import { STREAM_REFERENCE } from '../stream-reference.ts';
import type { KinesisRecord } from '../types.ts';

const SHAPE = {
  StreamARN: STREAM_REFERENCE.StreamARN,
  ShardIterator: { type: 'string', required: true, min: 1, max: 512 },
  Limit: { type: 'integer', min: 1, max: GET_RECORDS_COUNT_MAX },
} as const;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetRecords.html */
export function getRecords(context: KinesisContext, given: Record<string, unknown>): unknown {
  const input = checkInput(SHAPE, given);
  const iterator = decodeShardIterator(input.ShardIterator);
  const nowMs = context.clock.now();
  if (!iterator) throw new AwsError('InvalidArgumentException', 'Invalid ShardIterator.');
  checkAge(iterator, nowMs);
  const stream = streamOf(context, iterator);
  const shardId = formatShardId(iterator.shardIndex);
  if (!context.readLimits.admit(stream, iterator.shardIndex, nowMs)) {
    const { streamName } = iterator;
    const message = `Rate exceeded for shard ${shardId} in stream ${streamName} under account ${context.accountId}.`;
    throw new AwsError('ProvisionedThroughputExceededException', message);
  }
  const position = { after: stream.sequencer(iterator.shardIndex)(iterator.offset, 0) };
  const limit = { records: input.Limit ?? GET_RECORDS_COUNT_MAX, bytes: GET_RECORDS_BYTES_MAX };
  const { records, ended, millisBehindLatest } = context.streams.read(iterator.streamName, shardId, position, limit);
  const bytes = records.reduce((sum, record) => sum + recordBytes(record), 0);
  context.readLimits.gave(stream, iterator.shardIndex, bytes);
  const answer = { Records: records.map(describeRecord), MillisBehindLatest: millisBehindLatest };
  if (ended) return { ...answer, ChildShards: childShards(stream, iterator.shardIndex) };
  const offset = endOf(records.at(-1)) ?? iterator.offset;
  return { ...answer, NextShardIterator: encodeShardIterator({ ...iterator, offset, issuedMs: nowMs }) };
}

function checkAge({ issuedMs }: ShardIterator, nowMs: number): void {
  if (nowMs - issuedMs <= SHARD_ITERATOR_AGE_MS_MAX) return;
  throw new AwsError(
    'ExpiredIteratorException',
    `Iterator expired. The iterator was created at time ${awsTime(issuedMs)} while right now it is ${awsTime(nowMs)} ` +
      `which is further in the future than the tolerated delay of ${SHARD_ITERATOR_AGE_MS_MAX} milliseconds.`,
  );
}

/** `Thu Jan 22 01:22:02 UTC 2015` */
function awsTime(ms: number): string {
  const [weekday, day, month, year, time] = new Date(ms).toUTCString().replace(',', '').split(' ');
  return `${weekday} ${month} ${day} ${time} UTC ${year}`;
}

/** An iterator does not survive its stream, not even when another of the same name follows. */
function streamOf(context: KinesisContext, { streamName, streamCreatedMs, shardIndex }: ShardIterator): Stream {
  const stream = context.registry.has(streamName) ? context.registry.get(streamName) : undefined;
  if (stream?.state().createdAt === streamCreatedMs) return stream;
  throw new AwsError(
    'ResourceNotFoundException',
    `Shard ${formatShardId(shardIndex)} in stream ${streamName} under account ${context.accountId} does not exist`,
  );
}

function describeRecord({ sequenceNumber, partitionKey, data, approximateArrivalTimestamp }: KinesisRecord): unknown {
  return {
    SequenceNumber: sequenceNumber,
    ApproximateArrivalTimestamp: approximateArrivalTimestamp / 1000,
    Data: data.toString('base64'),
    PartitionKey: partitionKey,
  };
}

function endOf(record: KinesisRecord | undefined): number | undefined {
  const sequence = record && parseSequenceNumber(record.sequenceNumber);
  return sequence && sequence.offset + sequence.length;
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ChildShard.html */
function childShards(stream: Stream, parent: number): unknown[] {
  return stream.state().shards.flatMap(({ parents, startHash, endHash }, index) =>
    parents.includes(parent)
      ? [
          {
            ShardId: formatShardId(index),
            ParentShards: parents.map(formatShardId),
            HashKeyRange: { StartingHashKey: formatHashKey(startHash), EndingHashKey: formatHashKey(endHash) },
          },
        ]
      : [],
  );
}
