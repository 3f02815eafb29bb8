import { firehoseBatchBytesMax, firehoseBatchRecordsMax, firehoseRecordBytesMax } from '../../shared/limits.ts';

/** Bytes of base64, padding included. */
export const encodedBytes = (bytes: number): number => 4 * Math.ceil(bytes / 3);

/** Cuts records, in their order, into batches that Firehose takes. Throws RangeError for a record that it would not take alone. */
export function cutBatches<T extends { data: Buffer }>(records: readonly T[]): T[][] {
  const batches: T[][] = [];
  let batch: T[] = [];
  let bytes = 0;
  for (const record of records) {
    const { length } = record.data;
    if (length > firehoseRecordBytesMax) throw new RangeError(`A record of ${length} bytes is too long for Firehose.`);
    const encoded = encodedBytes(length);
    if (batch.length === firehoseBatchRecordsMax || bytes + encoded > firehoseBatchBytesMax) {
      batches.push(batch);
      batch = [];
      bytes = 0;
    }
    batch.push(record);
    bytes += encoded;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
