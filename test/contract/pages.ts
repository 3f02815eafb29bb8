/** Where the statements come from. */
export const CAPTURED = 'captured on AWS by a third party';

const FIREHOSE = 'https://docs.aws.amazon.com/firehose/latest';
export const TRANSFORMATION = `${FIREHOSE}/dev/data-transformation.html`;
export const STATUS_MODEL = `${FIREHOSE}/dev/data-transformation-status-model.html`;
export const FAILURE_HANDLING = `${FIREHOSE}/dev/data-transformation-failure-handling.html`;
export const FIREHOSE_LIMITS = `${FIREHOSE}/dev/limits.html`;
export const FIREHOSE_METRICS = `${FIREHOSE}/dev/monitoring-with-cloudwatch-metrics.html`;
export const PREFIXES = `${FIREHOSE}/dev/s3-prefixes.html`;
export const OBJECT_NAMES = `${FIREHOSE}/dev/s3-object-name.html`;
export const DELIVERY = `${FIREHOSE}/dev/basic-deliver.html`;
export const PARTITIONING = `${FIREHOSE}/dev/dynamic-partitioning.html`;
export const DEAGGREGATION = `${FIREHOSE}/dev/dynamic-partitioning-multirecord-deaggergation.html`;
export const CONVERSION = `${FIREHOSE}/dev/record-format-conversion.html`;
export const ENABLE_CONVERSION = `${FIREHOSE}/dev/enable-record-format-conversion.html`;
export const CONVERSION_FAILURES = `${FIREHOSE}/dev/record-format-conversion-error-handling.html`;
export const firehoseApi = (name: string): string => `${FIREHOSE}/APIReference/API_${name}.html`;

const KINESIS = 'https://docs.aws.amazon.com/kinesis/latest/APIReference';
export const KINESIS_QUOTAS = 'https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html';
export const KINESIS_CONCEPTS = 'https://docs.aws.amazon.com/streams/latest/dev/key-concepts.html';
export const RESHARDING = 'https://docs.aws.amazon.com/streams/latest/dev/kinesis-using-sdk-java-after-resharding.html';
export const LARGE_RECORDS = 'https://docs.aws.amazon.com/streams/latest/dev/large-records.html';
export const ON_DEMAND = 'https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html';
export const KINESIS_METRICS = 'https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html';
export const KPL_FORMAT = 'https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md';
export const kinesisApi = (name: string): string => `${KINESIS}/API_${name}.html`;

export const TABLE_TO_STREAM = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/kds.html';
export const TTL_STREAMS =
  'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html';
export const dynamodbApi = (name: string): string =>
  `https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_${name}.html`;
export const s3Api = (name: string): string => `https://docs.aws.amazon.com/AmazonS3/latest/API/API_${name}.html`;
export const s3Guide = (name: string): string => `https://docs.aws.amazon.com/AmazonS3/latest/userguide/${name}.html`;
