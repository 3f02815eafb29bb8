import { AwsError } from '../../wire/message.ts';
import type { FirehoseContext } from '../context.ts';
import { directPutStream, putRecords, readData, SLOW_DOWN } from '../direct-put.ts';

/** https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecord.html */
export function putRecord(context: FirehoseContext, input: Record<string, unknown>) {
  const data = readData((input.Record as { Data?: unknown } | undefined)?.Data, 'record.data');
  const stream = directPutStream(context, input.DeliveryStreamName);
  const quota = context.quotaOf(stream.configuration.name);
  stream.metric('PutRecord.Requests', 1, 'Count');
  if (!quota.takeRequest() || !quota.takeRecord(data.length)) {
    stream.metric('ThrottledRecords', 1, 'Count');
    throw new AwsError('ServiceUnavailableException', SLOW_DOWN, 503);
  }
  stream.metric('PutRecord.Bytes', data.length, 'Bytes');
  const [recordId] = putRecords(stream, [data]);
  return { RecordId: recordId, Encrypted: false };
}
