import { dynamicPartitioningRows } from './dynamic-partitioning.ts';
import { conversionRows, errorObjectRows } from './error-objects.ts';
import { firehoseApiRows } from './firehose-api.ts';
import { firehoseBatchRows } from './firehose-batches.ts';
import { firehoseBufferRows } from './firehose-buffers.ts';
import { firehoseEventRows } from './firehose-event.ts';
import { firehoseSourceRows } from './firehose-sources.ts';
import { firehoseVerdictRows } from './firehose-verdicts.ts';
import { metricRows } from './metrics.ts';
import { prefixRuleRows } from './prefix-rules.ts';
import type { Row } from './row.ts';
import { s3KeyRows } from './s3-keys.ts';
import { tableToStreamRows } from './table-to-stream.ts';

/** All rows, under the headings of the table. */
export const contract: { subject: string; rows: Row[] }[] = [
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
  { subject: 'Format conversion', rows: conversionRows },
];
