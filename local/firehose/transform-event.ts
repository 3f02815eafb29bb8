import type { InputRecord } from './record.ts';

/** What every event of one delivery stream begins with. */
export interface EventSource {
  deliveryStreamArn: string;
  region: string;
  /** Only with a Kinesis source. */
  sourceKinesisStreamArn?: string;
}

/** An event without its invocation id, so that a retry does not build the records again. */
export interface TransformEvent {
  withInvocationId(invocationId: string): string;
}

/** The JSON around one record, its texts aside; a little more than it really is. */
const RECORD_OVERHEAD = 300;
export const EVENT_OVERHEAD = 2_000;

/** The most bytes that a record can take in the event. */
export function eventBytesOf(record: InputRecord): number {
  const texts = record.kinesis
    ? 2 * record.recordId.length + 6 * record.kinesis.partitionKey.length
    : record.recordId.length;
  return Math.ceil(record.data.length / 3) * 4 + RECORD_OVERHEAD + texts;
}

/**
 * Builds the event of one invocation by concatenation: at thousands of records a second, building objects for
 * JSON.stringify costs twice as much.
 * https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-request-model.html
 */
export function buildTransformEvent(source: EventSource, shardId: string, records: InputRecord[]): TransformEvent {
  const stream = source.sourceKinesisStreamArn
    ? `"sourceKinesisStreamArn":${JSON.stringify(source.sourceKinesisStreamArn)},`
    : '';
  const head = `"deliveryStreamArn":${JSON.stringify(source.deliveryStreamArn)},"region":${JSON.stringify(source.region)}`;
  let list = '';
  for (const record of records) list += (list === '' ? '' : ',') + recordJson(record, shardId);
  return {
    withInvocationId: (invocationId) => `{"invocationId":"${invocationId}",${stream}${head},"records":[${list}]}`,
  };
}

function recordJson({ recordId, data, arrivalMs, kinesis }: InputRecord, shardId: string): string {
  const common = `{"recordId":"${recordId}","approximateArrivalTimestamp":${arrivalMs},"data":"${data.toString('base64')}"`;
  if (!kinesis) return `${common}}`;
  const { sequenceNumber, subsequenceNumber, partitionKey } = kinesis;
  const from = `"sequenceNumber":"${sequenceNumber}","partitionKey":${JSON.stringify(partitionKey)},"shardId":"${shardId}"`;
  return `${common},"kinesisRecordMetadata":{${from},"subsequenceNumber":${subsequenceNumber},"approximateArrivalTimestamp":${arrivalMs}}}`;
}
