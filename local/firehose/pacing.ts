/**
 * What AWS leaves open and this engine has to decide: paces in milliseconds of the stack's clock, and bounds on memory
 * in bytes.
 */

/**
 * AWS reads each shard of a source once a second.
 * https://docs.aws.amazon.com/firehose/latest/dev/writing-with-kinesis-streams.html
 */
export const READ_INTERVAL_MS = 1_000;
/** A source that could not be read is tried again after this. */
export const READ_RETRY_MS = 10_000;
export const READ_RECORDS_MAX = 10_000;
export const READ_BYTES_MAX = 1024 * 1024;

/** Waits between attempts double from the first to the last of these. */
export const INVOKE_RETRY_MS = { first: 1_000, last: 30_000 };
export const PUT_RETRY_MS = { first: 1_000, last: 60_000 };
export const CHECKPOINT_RETRY_MS = 1_000;

export const UPLOADS_AT_ONCE_MAX = 8;

/**
 * The memory of one delivery stream is bounded by the sum of these three, whatever the buffer hints and the number of
 * partitions say.
 * Records being transformed and objects being written stop the reading of the source when they reach theirs;
 * when the buffers reach theirs, the largest is written before its hints are met (on AWS too they are hints).
 */
export const TRANSFORMING_BYTES_MAX = 12 * 1024 * 1024;
export const WRITING_BYTES_MAX = 64 * 1024 * 1024;
export const BUFFERED_BYTES_MAX = 96 * 1024 * 1024;

/** Rows are compressed in pieces of this size while they wait, so that a buffer of 128 MB does not hold 128 MB. */
export const CHUNK_BYTES = 128 * 1024;

export const backoff = (pace: { first: number; last: number }, attempt: number): number =>
  Math.min(pace.last, pace.first * 2 ** Math.min(attempt - 1, 30));
