import { dynamicPartitioningRows } from './dynamic-partitioning.ts';
import { dynamodbItemRows } from './dynamodb-items.ts';
import { dynamodbReadRows } from './dynamodb-reads.ts';
import { dynamodbTransactionRows } from './dynamodb-transactions.ts';
import { errorObjectRows } from './error-objects.ts';
import { firehoseApiRows } from './firehose-api.ts';
import { firehoseBatchRows } from './firehose-batches.ts';
import { firehoseBufferRows } from './firehose-buffers.ts';
import { firehoseEventRows } from './firehose-event.ts';
import { firehoseSourceRows } from './firehose-sources.ts';
import { firehoseVerdictRows } from './firehose-verdicts.ts';
import { conversionRows } from './format-conversion.ts';
import { kinesisLimitRows } from './kinesis-limits.ts';
import { kinesisShardRows } from './kinesis-shards.ts';
import { metricRows } from './metrics.ts';
import { prefixRuleRows } from './prefix-rules.ts';
import type { Row } from './row.ts';
import { s3ChecksumRows } from './s3-checksums.ts';
import { s3KeyRows } from './s3-keys.ts';
import { s3ListingRows } from './s3-listings.ts';
import { s3MultipartRows } from './s3-multipart.ts';
import { s3ObjectRows } from './s3-objects.ts';
import { tableToStreamRows } from './table-to-stream.ts';

export interface Subject {
  subject: string;
  rows: Row[];
  /** What is measured by the second is checked with a clock that is not accelerated. */
  atRealTime?: true;
}

/** All rows, under the headings of the table. */
export const contract: Subject[] = [
  { subject: 'Firehose calls the transform', rows: firehoseEventRows },
  { subject: 'Buffers of the transform', rows: firehoseBufferRows },
  { subject: 'Verdicts on a record', rows: firehoseVerdictRows },
  { subject: 'Verdicts on a batch', rows: firehoseBatchRows },
  { subject: 'Sources and retries of Firehose', rows: firehoseSourceRows },
  { subject: 'Error objects', rows: errorObjectRows },
  { subject: 'S3 keys and objects', rows: s3KeyRows },
  { subject: 'What is refused in prefixes', rows: prefixRuleRows },
  { subject: 'Dynamic partitioning', rows: dynamicPartitioningRows },
  { subject: 'The API of Firehose', rows: firehoseApiRows },
  { subject: 'Metrics', rows: metricRows },
  { subject: 'DynamoDB to Kinesis', rows: tableToStreamRows },
  { subject: 'Limits of Kinesis', rows: kinesisLimitRows, atRealTime: true },
  { subject: 'Shards of Kinesis', rows: kinesisShardRows, atRealTime: true },
  { subject: 'Format conversion', rows: conversionRows },
  { subject: 'Objects in S3', rows: s3ObjectRows },
  { subject: 'Checksums of S3', rows: s3ChecksumRows },
  { subject: 'Listings of S3', rows: s3ListingRows },
  { subject: 'Multipart uploads to S3', rows: s3MultipartRows },
  { subject: 'Items in DynamoDB', rows: dynamodbItemRows },
  { subject: 'Reads from DynamoDB', rows: dynamodbReadRows },
  { subject: 'Transactions in DynamoDB', rows: dynamodbTransactionRows },
];
