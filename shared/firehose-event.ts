/**
 * What Firehose hands to a transform, as far as functions here read it.
 * https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html
 */
export interface FirehoseTransformEvent {
  invocationId?: string;
  deliveryStreamArn?: string;
  region?: string;
  /** Where the delivery stream reads a Kinesis stream. */
  sourceKinesisStreamArn?: string;
  records: FirehoseEventRecord[];
}

export interface FirehoseEventRecord {
  /** Unique within the batch. The answer is matched by it. */
  recordId: string;
  /** Base64. A transform judges it, so that the type promises nothing. */
  data?: unknown;
  /** Epoch milliseconds. */
  approximateArrivalTimestamp?: number;
  /** Only of a delivery stream that reads a Kinesis stream. */
  kinesisRecordMetadata?: {
    shardId?: string;
    partitionKey?: string;
    sequenceNumber?: string;
    /** AWS's page shows a number, its type definitions say string. */
    subsequenceNumber?: number | string;
    approximateArrivalTimestamp?: number;
  };
}

/** What a transform answers. Records are matched by id; their order means nothing. */
export interface FirehoseTransformResponse {
  records: FirehoseResponseRecord[];
}

export type FirehoseResponseRecord =
  | { recordId: string; result: 'Ok'; data: string; metadata?: { partitionKeys: Record<string, string> } }
  | { recordId: string; result: 'Dropped' | 'ProcessingFailed' };

/**
 * Throws on what Firehose never sends: without records, or a record without an id, there is nothing to answer. Firehose
 * then tries the batch again and puts it under the error prefix, so that nothing is lost by it.
 */
export function assertFirehoseEvent(event: unknown): asserts event is FirehoseTransformEvent {
  const records = (event as Partial<FirehoseTransformEvent> | null | undefined)?.records;
  if (!Array.isArray(records)) throw notAnEvent('records is not an array. Samples are in test/events/');
  const index = records.findIndex((record) => typeof record?.recordId !== 'string');
  if (index !== -1) throw notAnEvent(`records[${index}].recordId is not a string`);
}

function notAnEvent(why: string): TypeError {
  return new TypeError(`Not a Firehose transform event: ${why}.`);
}
