import type { FirehoseResponseRecord, FirehoseTransformResponse } from './firehose-event.ts';
import { quotedBytes } from './json-text.ts';
import type { PartitionKeys } from './record-codec.ts';

export interface FirehoseResponseBuilder {
  /**
   * Answers a record with its transformed data (base64), and with its partition keys if there are any. False, and
   * nothing is answered, if the response would then leave too little room for refusing all records still to come.
   */
  ok(recordId: string, data: string, partitionKeys: PartitionKeys): boolean;
  /** Answers a record without data. For each record for which `ok` did not. */
  without(recordId: string, result: 'Dropped' | 'ProcessingFailed'): void;
  /** Bytes of the response as it stands, every record not yet answered counted as refused. */
  readonly bytes: number;
  readonly response: FirehoseTransformResponse;
}

const frameBytes = '{"records":[]}'.length;
const refusalBytes = '{"recordId":,"result":"ProcessingFailed"},'.length;
const droppedBytes = 'Dropped'.length - 'ProcessingFailed'.length;
const okBytes = 'Ok'.length - 'ProcessingFailed'.length + ',"data":""'.length;
const metadataBytes = ',"metadata":{"partitionKeys":{}}'.length;

/**
 * Starts the answer to a batch of which every record is answered once. The bytes counted are those of JSON.stringify
 * in UTF-8, which is what Lambda's runtime sends. They begin as if every record were refused; an answer then only adds
 * its difference. Refusals alone keep to Lambda's limit: each is shorter than the record that Firehose sent.
 */
export function startFirehoseResponse(recordIds: readonly string[], bytesMax: number): FirehoseResponseBuilder {
  const records: FirehoseResponseRecord[] = [];
  // Commas stand between records, hence the -1.
  let bytes = frameBytes + (recordIds.length > 0 ? -1 : 0);
  for (const recordId of recordIds) bytes += refusalBytes + quotedBytes(recordId);

  return {
    ok(recordId, data, partitionKeys) {
      const keyBytes = partitionKeyBytes(partitionKeys);
      const added = okBytes + data.length + (keyBytes > 0 ? metadataBytes + keyBytes : 0);
      if (bytes + added > bytesMax) return false;
      bytes += added;
      records.push(
        keyBytes > 0 ? { recordId, result: 'Ok', data, metadata: { partitionKeys } } : { recordId, result: 'Ok', data },
      );
      return true;
    },
    without(recordId, result) {
      if (result === 'Dropped') bytes += droppedBytes;
      records.push({ recordId, result });
    },
    get bytes() {
      return bytes;
    },
    response: { records },
  };
}

/** Bytes between the braces. */
function partitionKeyBytes(partitionKeys: PartitionKeys): number {
  let bytes = 0;
  for (const name in partitionKeys) bytes += quotedBytes(name) + quotedBytes(partitionKeys[name]!) + ':,'.length;
  return bytes > 0 ? bytes - ','.length : 0;
}
