/**
 * What AWS leaves open and this engine has to decide: paces in milliseconds of the stack's clock, and bounds on memory.
 */

/** Lambda polls each shard of a Kinesis stream once a second. https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
export const KINESIS_READ_INTERVAL_MS = 1_000;
/** And of a table's stream four times. https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html */
export const DYNAMODB_READ_INTERVAL_MS = 250;
/** A stream that could not be read is tried again after this. */
export const READ_RETRY_MS = 10_000;

/** Waits between attempts double from the first to the last of these. */
export const INVOKE_RETRY_MS = { first: 500, last: 30_000 };
export const DESTINATION_RETRY_MS = { first: 1_000, last: 60_000 };

export const READ_RECORDS_MAX = 10_000;
export const READ_BYTES_MAX = 6 * 1024 * 1024;

/**
 * Records of one shard that are read and not behind its checkpoint yet: above either bound nothing more is read. What a crash
 * repeats is bounded by it too. Bytes are those of the event.
 */
export const SPAN_RECORDS_MAX = 20_000;
export const SPAN_BYTES_MAX = 24 * 1024 * 1024;

/** @param attempt 1 for the first wait. */
export const backoffMs = (pace: { first: number; last: number }, attempt: number): number =>
  Math.min(pace.last, pace.first * 2 ** Math.min(attempt - 1, 30));
