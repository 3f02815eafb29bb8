import { firehoseRecordBytesMax } from '../../shared/limits.ts';

/** What a service takes at once. Bytes as the service counts them, see each target's `entryBytes`. */
export interface BatchLimits {
  /** Entries in one call. */
  entriesMax: number;
  /** One entry. */
  entryBytesMax: number;
  /** All entries of a call together. */
  callBytesMax: number;
}

/**
 * PutEvents: 10 entries, together less than 1 MB (256 KB until 2026).
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export const eventBridgeLimits: BatchLimits = {
  entriesMax: 10,
  entryBytesMax: 1_048_575,
  callBytesMax: 1_048_575,
};

/**
 * PublishBatch: 10 messages, together 256 KiB with their attributes, unless the topic's MaximumMessageSize was raised.
 * https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
 */
export const snsLimits: BatchLimits = { entriesMax: 10, entryBytesMax: 262_144, callBytesMax: 262_144 };

/**
 * SendMessageBatch: 10 messages, together 1 MiB with their attributes (256 KiB until 2025).
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
export const sqsLimits: BatchLimits = { entriesMax: 10, entryBytesMax: 1_048_576, callBytesMax: 1_048_576 };

/**
 * PutRecords: 500 records, together 10 MiB (5 MiB until 2025); a record 1 MiB unless the stream's MaxRecordSize was raised;
 * partition keys count.
 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
 */
export const kinesisLimits: BatchLimits = { entriesMax: 500, entryBytesMax: 1_048_576, callBytesMax: 10_485_760 };

/**
 * PutRecordBatch: 500 records, together 4 MiB.
 * https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
 */
export const firehoseLimits: BatchLimits = {
  entriesMax: 500,
  entryBytesMax: firehoseRecordBytesMax,
  callBytesMax: 4_194_304,
};

/**
 * Calls to one target at a time: a batch of 500 changes, ten to a call, is told in two goes. Each call in flight needs a connection
 * of its own, of which the SDK opens at most 50, and a handshake costs more than a call.
 * https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-maxsockets.html
 */
export const callsAtOnce = 25;

/** The longest that one call may take. These services answer within a second, or not at all. */
export const callMsMax = 5_000;

/**
 * Waits before failed entries are sent again: up to the first, doubled at each failure up to the last, by "full jitter".
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export const retryMsFirst = 100;
export const retryMsMax = 5_000;

/** Sending ends this long before Lambda would end the function: what is left is for the failure destination and the answer. */
export const stopSendingBeforeMs = 6_000;

/** Storing ends this long before; a call that is under way then must still end in time. */
export const stopStoringBeforeMs = 2_000;

/** Objects written to the failure destination at a time. */
export const storesAtOnce = 8;
