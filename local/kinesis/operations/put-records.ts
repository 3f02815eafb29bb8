import { checkInput } from '../../wire/shape.ts';
import { decodeBlob } from '../blob.ts';
import type { KinesisContext } from '../context.ts';
import { PARTITION_KEY_LENGTH_MAX, PUT_RECORDS_COUNT_MAX } from '../limits.ts';
import { resolveStreamName, STREAM_REFERENCE } from '../stream-reference.ts';

const SHAPE = {
  ...STREAM_REFERENCE,
  Records: {
    type: 'list',
    required: true,
    min: 1,
    max: PUT_RECORDS_COUNT_MAX,
    of: {
      type: 'structure',
      required: true,
      members: {
        Data: { type: 'blob', required: true },
        PartitionKey: { type: 'string', required: true, min: 1, max: PARTITION_KEY_LENGTH_MAX },
        ExplicitHashKey: { type: 'string', pattern: '0|([1-9]\\d{0,38})' },
      },
    },
  },
} as const;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html */
export function putRecords(context: KinesisContext, given: Record<string, unknown>): unknown {
  const input = checkInput(SHAPE, given);
  const entries = input.Records.map(({ Data, PartitionKey, ExplicitHashKey }) => ({
    data: decodeBlob(Data),
    partitionKey: PartitionKey,
    ...(ExplicitHashKey !== undefined && { explicitHashKey: ExplicitHashKey }),
  }));
  let failed = 0;
  const records = context.streams.put(resolveStreamName(context, input), entries).map((result) => {
    if ('sequenceNumber' in result) return { SequenceNumber: result.sequenceNumber, ShardId: result.shardId };
    failed += 1;
    return { ErrorCode: result.errorCode, ErrorMessage: result.errorMessage };
  });
  return { FailedRecordCount: failed, Records: records };
}
