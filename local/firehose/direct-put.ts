import { AwsError } from '../wire/message.ts';
import type { FirehoseContext } from './context.ts';
import type { HostedStream } from './hosted-stream.ts';
import { RECORD_BYTES_MAX } from './limits.ts';
import { invalidArgument, invalidMember } from './property-reader.ts';
import type { PutLog } from './put-log.ts';

/** What AWS says to a producer above its quota. */
export const SLOW_DOWN = 'Slow down.';

export type DirectPutStream = HostedStream & { putLog: PutLog };

/** A delivery stream that takes puts; one with a Kinesis source refuses them. */
export function directPutStream(context: FirehoseContext, name: unknown): DirectPutStream {
  if (typeof name !== 'string') throw invalidMember('deliveryStreamName', 'null', 'Member must not be null');
  const stream = context.find(name);
  if (!stream.putLog)
    throw invalidArgument('This operation is not permitted on KinesisStreamAsSource delivery stream type.');
  return stream as DirectPutStream;
}

/** The bytes of one record; an empty one is taken (captured). */
export function readData(data: unknown, path: string): Buffer {
  if (data === undefined || data === null) throw invalidMember(path, 'null', 'Member must not be null');
  if (typeof data !== 'string') throw new AwsError('SerializationException', `${path} must be base64.`);
  const bytes = Buffer.from(data, 'base64');
  if (bytes.length > RECORD_BYTES_MAX) {
    const value = `java.nio.HeapByteBuffer[pos=0 lim=${bytes.length} cap=${bytes.length}]`;
    throw invalidMember(path, value, `Member must have length less than or equal to ${RECORD_BYTES_MAX}`);
  }
  return bytes;
}

/** Keeps the records durably and names them. */
export function putRecords(stream: DirectPutStream, records: Buffer[]): string[] {
  if (records.length === 0) return [];
  const recordIds = stream.putLog.put(records);
  stream.metric('IncomingRecords', records.length, 'Count');
  stream.metric(
    'IncomingBytes',
    records.reduce((sum, { length }) => sum + length, 0),
    'Bytes',
  );
  stream.metric('IncomingPutRequests', 1, 'Count');
  return recordIds;
}
