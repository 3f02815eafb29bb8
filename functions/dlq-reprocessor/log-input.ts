import { createCsvReader } from '../../shared/access-log-csv.ts';
import { readAccessLog } from '../../shared/access-log-reader.ts';
import type { AccessRecordReader } from '../../shared/access-log-record.ts';
import type { LogDeliveryStream } from '../../shared/log-delivery-streams.ts';

/** What a log's records are, as `shared/log-delivery-streams.ts` has it. */
export type LogInput = LogDeliveryStream['input'];

const brace = 0x7b;

/**
 * Makes the function that reads a failed record of a log. `rawData` may be the record as it came or, where Firehose failed after
 * the transform (in the conversion, say), the row that the transform made of it: an object of JSON. So what begins with a brace
 * is read as JSON first, in either format; a row of CSV that begins so and is no JSON is read as the transform reads it.
 */
export function createLogReader(input: LogInput): AccessRecordReader {
  if (input.format === 'log') return readAccessLog;
  const readRow = createCsvReader(input.header);
  return (bytes) => {
    if (bytes[0] !== brace) return readRow(bytes);
    const read = readAccessLog(bytes);
    return read.result === 'ProcessingFailed' && read.reason === 'InvalidJson' ? readRow(bytes) : read;
  };
}
