import type { UnknownBehaviour } from '../options.ts';
import type { BufferedRecord } from './frames.ts';

/** The table whose columns a record did not fit. */
export interface CatalogTable {
  catalogId: string;
  databaseName: string;
  tableName: string;
  region: string;
  versionId: string;
  catalogArn: string;
}

/**
 * One line of an error object under `format-conversion-failed`. The names of code and message are those of captured objects
 * (and of older documentation), or the documented ones.
 * https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion-error-handling.html
 */
export function conversionFailureLine(
  record: BufferedRecord,
  { code, message }: { code: string; message: string },
  table: CatalogTable,
  attemptEndingTimestamp: number,
  shape: UnknownBehaviour['errorObjectShape'],
): Buffer {
  const line = {
    attemptsMade: 1,
    arrivalTimestamp: record.arrivalMs,
    ...(shape === 'captured'
      ? { lastErrorCode: code, lastErrorMessage: message }
      : { ErrorCode: code, ErrorMessage: message }),
    attemptEndingTimestamp,
    rawData: (record.original ?? record.data).toString('base64'),
    sequenceNumber: record.sequenceNumber,
    subSequenceNumber: record.subSequenceNumber,
    dataCatalogTable: table,
  };
  return Buffer.from(`${JSON.stringify(line)}\n`);
}
