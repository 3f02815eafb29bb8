import { AwsError } from '../../wire/message.ts';
import type { FirehoseContext } from '../context.ts';
import { directPutStream, putRecords, readData, SLOW_DOWN } from '../direct-put.ts';
import { PUT_BATCH_BYTES_MAX, PUT_BATCH_RECORDS_MAX } from '../limits.ts';
import { invalidArgument, invalidMember } from '../property-reader.ts';

/** https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html */
export function putRecordBatch(context: FirehoseContext, input: Record<string, unknown>) {
  const records = readRecords(input.Records);
  const stream = directPutStream(context, input.DeliveryStreamName);
  const quota = context.quotaOf(stream.configuration.name);
  stream.metric('PutRecordBatch.Requests', 1, 'Count');
  stream.metric('PutRecordBatch.Records', records.length, 'Count');
  if (!quota.takeRequest()) throw new AwsError('ServiceUnavailableException', SLOW_DOWN, 503);
  const accepted = records.map((data) => quota.takeRecord(data.length));
  const refused = accepted.filter((isAccepted) => !isAccepted).length;
  if (refused > 0) stream.metric('ThrottledRecords', refused, 'Count');
  const kept = records.filter((_, at) => accepted[at]);
  stream.metric(
    'PutRecordBatch.Bytes',
    kept.reduce((sum, { length }) => sum + length, 0),
    'Bytes',
  );
  const recordIds = putRecords(stream, kept).values();
  return {
    FailedPutCount: refused,
    Encrypted: false,
    RequestResponses: accepted.map((isAccepted) =>
      isAccepted
        ? { RecordId: recordIds.next().value }
        : { ErrorCode: 'ServiceUnavailableException', ErrorMessage: SLOW_DOWN },
    ),
  };
}

function readRecords(given: unknown): Buffer[] {
  if (!Array.isArray(given)) throw invalidMember('records', 'null', 'Member must not be null');
  if (given.length < 1) throw invalidMember('records', '[]', 'Member must have length greater than or equal to 1');
  if (given.length > PUT_BATCH_RECORDS_MAX) {
    throw invalidMember('records', '[…]', `Member must have length less than or equal to ${PUT_BATCH_RECORDS_MAX}`);
  }
  const records = given.map((record, at) =>
    readData((record as { Data?: unknown } | null)?.Data, `records.${at + 1}.member.data`),
  );
  if (records.reduce((sum, { length }) => sum + length, 0) > PUT_BATCH_BYTES_MAX) {
    throw invalidArgument('Records size exceeds 4 MB limit');
  }
  return records;
}
