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
 * One `console.log` line in CloudWatch Logs: 256 KB, less what Lambda adds. Longer lines are cut into several events.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 */
export const logEventBytesMax = 262_144;

/**
 * Metrics in one embedded-metric-format line.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const emfMetricsPerLineMax = 100;

/**
 * A function that Firehose calls may run 5 minutes.
 * https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html
 */
export const firehoseTransformSecondsMax = 300;

/**
 * Batches that Firehose buffers for a transform, in MB as its API counts them (1,048,576 bytes), and in seconds.
 * https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html
 */
export const firehoseTransformBufferMbMin = 0.2;
export const firehoseTransformBufferMbMax = 3;
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
 * One Firehose record before base64, and one PutRecordBatch call.
 * https://docs.aws.amazon.com/firehose/latest/dev/limits.html
 */
export const firehoseRecordBytesMax = 1_024_000;
export const firehosePutRecordBatchRecordsMax = 500;
export const firehosePutRecordBatchBytesMax = 4_194_304;

/**
 * One Kinesis record (data and partition key) unless the stream opts in to 10 MiB, and one PutRecords call.
 * https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html
 */
export const kinesisRecordBytesMax = 1_048_576;
export const kinesisPutRecordsRecordsMax = 500;
export const kinesisPutRecordsBytesMax = 10_485_760;

/**
 * A Kinesis partition key, in Unicode characters.
 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html
 */
export const kinesisPartitionKeyCharactersMax = 256;

/**
 * A DynamoDB item, names and values together.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
export const dynamodbItemBytesMax = 409_600;

/**
 * One BatchWriteItem call.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 */
export const dynamodbBatchWriteItemsMax = 25;
