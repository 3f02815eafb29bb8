/** How long DynamoDB Streams keeps a record. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html */
export const STREAM_RETENTION_MS = 24 * 60 * 60 * 1000;

/** Largest item with its attribute names, bytes. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
export const ITEM_BYTES_MAX = 400 * 1024;

/** Put and delete requests of one BatchWriteItem over all its tables. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
export const BATCH_WRITE_REQUESTS_MAX = 25;

/** Actions of one transaction. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export const TRANSACTION_ACTIONS_MAX = 100;

/** How long a `ClientRequestToken` is remembered. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export const REQUEST_TOKEN_AGE_MS_MAX = 10 * 60_000;

/** What one write unit writes, bytes. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html */
export const WRITE_UNIT_BYTES = 1024;

/** How deep attribute values nest. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
export const NESTING_LEVELS_MAX = 32;

/**
 * A change record and its partition key, bytes: DynamoDB skips a larger one and counts it as failed.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/kds_using-shards-and-metrics.html
 */
export const CHANGE_RECORD_BYTES_MAX = 1024 * 1024;

/** One put to the stream. https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html */
export const PUT_RECORDS_MAX = 500;
/** The bound that held until 2025, bytes. */
export const PUT_RECORDS_BYTES_MAX = 5 * 1024 * 1024;

/** An item that expired longer ago stays, seconds. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html */
export const EXPIRY_AGE_SECONDS_MAX = 5 * 365 * 24 * 60 * 60;
