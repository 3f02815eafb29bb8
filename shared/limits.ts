/**
 * Limits of AWS services that functions and codecs need, each with its unit in the name and its AWS page.
 * Limits that only one local service needs stand in that service's folder.
 */

/**
 * A synchronous invocation's request and response, each: 6 MB, which Lambda counts as 6 × 1,048,576 bytes.
 * Firehose keeps to the same limit both ways.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 * https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html
 */
export const lambdaPayloadBytesMax = 6_291_456;

/**
 * A function that Firehose calls may run 5 minutes.
 * https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html
 */
export const firehoseTransformSecondsMax = 300;

/**
 * Seconds that Firehose may buffer a batch for a transform.
 * https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html
 */
export const firehoseTransformBufferSecondsMax = 900;

/**
 * Buffer of a delivery stream with dynamic partitioning: at least 64 MB, at most 128; up to 900 seconds.
 * https://docs.aws.amazon.com/firehose/latest/APIReference/API_BufferingHints.html
 */
export const firehosePartitionedBufferMbMin = 64;
export const firehoseBufferMbMax = 128;
export const firehoseBufferSecondsMax = 900;

/**
 * Partitions that one delivery stream keeps open at a time unless the quota was raised.
 * https://docs.aws.amazon.com/firehose/latest/dev/limits.html
 */
export const firehoseActivePartitionsMax = 500;

/**
 * One Firehose record before base64.
 * https://docs.aws.amazon.com/firehose/latest/dev/limits.html
 */
export const firehoseRecordBytesMax = 1_024_000;

/**
 * One PutRecordBatch: so many records, and so many bytes. The page does not say whether it counts bytes before or after base64: who
 * sends counts them after it, which suits either.
 * https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
 */
export const firehoseBatchRecordsMax = 500;
export const firehoseBatchBytesMax = 4 * 1024 * 1024;
