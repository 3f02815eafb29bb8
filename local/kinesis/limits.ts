// https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html, unless a line names another page.

/** Data and partition key of one record together, bytes; a stream may be created with more, up to the greatest. */
export const RECORD_BYTES_DEFAULT = 1024 * 1024;
/** https://docs.aws.amazon.com/streams/latest/dev/large-records.html */
export const RECORD_BYTES_MAX = 10 * 1024 * 1024;
/** UTF-16 code units, as Java counts, in which the service is written. */
export const PARTITION_KEY_LENGTH_MAX = 256;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html */
export const PUT_RECORDS_COUNT_MAX = 500;
/** Data and partition keys together, bytes; 5 MiB until 2025. */
export const PUT_RECORDS_BYTES_MAX = 10 * 1024 * 1024;

/** What one shard of a provisioned stream takes in. */
export const SHARD_RECORDS_PER_SECOND = 1000;
export const SHARD_BYTES_PER_SECOND = 1024 * 1024;

/** What one shard gives out. https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetRecords.html */
export const SHARD_READS_PER_SECOND = 5;
export const SHARD_READ_BYTES_PER_SECOND = 2 * 1024 * 1024;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetRecords.html */
export const GET_RECORDS_COUNT_MAX = 10_000;
export const GET_RECORDS_BYTES_MAX = 10 * 1024 * 1024;
/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetShardIterator.html */
export const SHARD_ITERATOR_AGE_MS_MAX = 5 * 60_000;
/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListShards.html */
export const NEXT_TOKEN_AGE_MS_MAX = 5 * 60_000;

/** https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html */
export const ON_DEMAND_SHARDS = 4;
/** https://docs.aws.amazon.com/streams/latest/dev/kinesis-extended-retention.html */
export const RETENTION_HOURS_MIN = 24;
export const RETENTION_HOURS_MAX = 8760;

export const LIST_SHARDS_DEFAULT = 1000;
/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeStream.html */
export const DESCRIBE_STREAM_SHARDS_DEFAULT = 100;
/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListStreams.html */
export const LIST_STREAMS_DEFAULT = 100;
