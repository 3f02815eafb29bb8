import {
  firehoseActivePartitionsMax,
  firehoseBatchBytesMax,
  firehoseBatchRecordsMax,
  firehoseBufferMbMax,
  firehoseBufferSecondsMax,
  firehosePartitionedBufferMbMin,
  firehoseRecordBytesMax,
  firehoseTransformBufferSecondsMax,
  firehoseTransformSecondsMax,
  lambdaPayloadBytesMax,
} from '../../shared/limits.ts';

/**
 * Limits of Amazon Data Firehose. Unless said otherwise: https://docs.aws.amazon.com/firehose/latest/dev/limits.html
 */
const MIB = 1024 * 1024;

/** A record before base64. */
export const RECORD_BYTES_MAX = firehoseRecordBytesMax;
export const PUT_BATCH_RECORDS_MAX = firehoseBatchRecordsMax;
/** All records of one PutRecordBatch before base64. */
export const PUT_BATCH_BYTES_MAX = firehoseBatchBytesMax;

/** A Lambda event or answer. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const INVOKE_PAYLOAD_BYTES_MAX = lambdaPayloadBytesMax;
/** https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html */
export const INVOCATIONS_PER_SHARD_MAX = 5;
/** How long Firehose waits for a function. */
export const INVOCATION_MS_MAX = firehoseTransformSecondsMax * 1000;
export const TRANSFORM_BUFFER_MBS_MIN = 0.2;
export const TRANSFORM_BUFFER_MBS_MAX = 3;
export const TRANSFORM_BUFFER_MBS_DEFAULT = 1;
export const TRANSFORM_BUFFER_SECONDS_MAX = firehoseTransformBufferSecondsMax;
export const TRANSFORM_BUFFER_SECONDS_DEFAULT = 60;
export const TRANSFORM_RETRIES_DEFAULT = 3;
export const TRANSFORM_RETRIES_MAX = 300;

/** https://docs.aws.amazon.com/firehose/latest/APIReference/API_BufferingHints.html */
export const BUFFER_MBS_DEFAULT = 5;
export const BUFFER_MBS_MAX = firehoseBufferMbMax;
export const BUFFER_SECONDS_DEFAULT = 300;
export const BUFFER_SECONDS_MAX = firehoseBufferSecondsMax;
/** https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning.html */
export const PARTITIONED_BUFFER_MBS_MIN = firehosePartitionedBufferMbMin;
export const PARTITIONED_BUFFER_MBS_DEFAULT = 128;
/** Raisable on AWS, so a parameter here. */
export const ACTIVE_PARTITIONS_DEFAULT = firehoseActivePartitionsMax;

/**
 * Characters of `Prefix` and `ErrorOutputPrefix`, as written and as evaluated.
 * https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html
 */
export const PREFIX_LENGTH_MAX = 1_024;
export const EVALUATED_PREFIX_LENGTH_MAX = 512;
export const FILE_EXTENSION_LENGTH_MAX = 128;
export const RANDOM_STRING_LENGTH = 11;

/** https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning-multirecord-deaggergation.html */
export const SUB_RECORDS_MAX = 500;

/**
 * How long Direct PUT data is kept while S3 refuses it.
 * https://docs.aws.amazon.com/firehose/latest/dev/basic-deliver.html
 */
export const DIRECT_PUT_RETENTION_MS = 24 * 60 * 60 * 1000;

export const bytesOfMbs = (mbs: number): number => Math.round(mbs * MIB);

/**
 * Direct PUT in the largest regions, each delivery stream: https://docs.aws.amazon.com/firehose/latest/dev/limits.html
 */
export const DIRECT_PUT_RATE = { records: 500_000, bytes: 5 * MIB, requests: 2_000 };

/** https://docs.aws.amazon.com/firehose/latest/APIReference/API_ListDeliveryStreams.html */
export const LIST_STREAMS_DEFAULT = 10;
export const LIST_STREAMS_MAX = 10_000;

/** https://docs.aws.amazon.com/firehose/latest/dev/enable-record-format-conversion.html */
export const CONVERSION_BUFFER_MBS_MIN = 64;
export const CONVERSION_BUFFER_MBS_DEFAULT = 128;
/** https://docs.aws.amazon.com/firehose/latest/APIReference/API_ParquetSerDe.html */
export const PARQUET_BLOCK_BYTES_MIN = 64 * MIB;
export const PARQUET_PAGE_BYTES_MIN = 64 * 1024;
