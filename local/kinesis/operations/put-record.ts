import { AwsError } from '../../wire/message.ts';
import { checkInput } from '../../wire/shape.ts';
import { decodeBlob } from '../blob.ts';
import type { KinesisContext } from '../context.ts';
import { PARTITION_KEY_LENGTH_MAX } from '../limits.ts';
import { checkPut } from '../put-limits.ts';
import { parseSequenceNumber } from '../sequence-number.ts';
import { resolveStream, STREAM_REFERENCE } from '../stream-reference.ts';

const SHAPE = {
  ...STREAM_REFERENCE,
  Data: { type: 'blob', required: true },
  PartitionKey: { type: 'string', required: true, min: 1, max: PARTITION_KEY_LENGTH_MAX },
  ExplicitHashKey: { type: 'string', pattern: '0|([1-9]\\d{0,38})' },
  SequenceNumberForOrdering: { type: 'string', pattern: '0|([1-9]\\d{0,128})' },
} as const;

/**
 * `SequenceNumberForOrdering` asks for a greater number than the given one, which every later record of a shard has anyway.
 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html
 */
export function putRecord(context: KinesisContext, given: Record<string, unknown>): unknown {
  const input = checkInput(SHAPE, given);
  const entry = {
    data: decodeBlob(input.Data),
    partitionKey: input.PartitionKey,
    ...(input.ExplicitHashKey !== undefined && { explicitHashKey: input.ExplicitHashKey }),
  };
  const { name, recordBytesMax } = resolveStream(context, input).state();
  checkPut([entry], recordBytesMax, (_, member) => member);
  const ordering = input.SequenceNumberForOrdering;
  if (ordering !== undefined && !parseSequenceNumber(ordering)) {
    throw new AwsError(
      'InvalidArgumentException',
      `ExclusiveMinimumSequenceNumber ${ordering} used in PutRecord on stream ${name} under account ${context.accountId} is invalid.`,
    );
  }
  const result = context.streams.put(name, [entry])[0]!;
  if ('sequenceNumber' in result) return { SequenceNumber: result.sequenceNumber, ShardId: result.shardId };
  throw new AwsError(result.errorCode, result.errorMessage, result.errorCode === 'InternalFailure' ? 500 : 400);
}
