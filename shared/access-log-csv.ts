import { parse } from 'csv-parse/sync';
import type { AccessFields, AccessRecordReader } from './access-log-record.ts';
import { readIsoTime } from './access-log-time.ts';
import { accessLogFailure } from './access-log-verdict.ts';
import { type AccessLogColumn, accessLog } from './datasets/access-log.ts';
import { plainText } from './text-form.ts';

const columns = Object.keys(accessLog.attributes) as AccessLogColumn[];
const misfit = Symbol('misfit');

/**
 * Makes the function that reads one row of CSV (RFC 4180; a byte order mark and any line end are allowed). `header` names its
 * columns; an empty field and a column that the header lacks are null. `Time` is in ISO 8601 with any zone. A row that repeats
 * the header is no data: shippers send the first line of a file like any other.
 */
export function createCsvReader(header: readonly string[]): AccessRecordReader {
  const places = columns.map((name) => ({ name, index: header.indexOf(name) }));

  return (bytes) => {
    const rows = parseRows(bytes);
    if (rows === undefined) return accessLogFailure('InvalidCsv');
    if (rows.length > 1) return accessLogFailure('SeveralRecords');
    const row = rows[0] ?? [];
    if (row.length !== header.length) return accessLogFailure('RaggedRow');
    if (row.every((field, index) => field === header[index])) return { result: 'Dropped', rule: 'CsvHeader' };
    const fields = {} as AccessFields;
    for (const { name, index } of places) fields[name] = row[index] || null;
    if (typeof fields.Time === 'string') fields.Time = readIsoTime(fields.Time) ?? misfit;
    return { result: 'Ok', fields, form: plainText, isPlain: false };
  };
}

/** Undefined where quotes are not as CSV has them. */
function parseRows(bytes: Buffer): string[][] | undefined {
  try {
    return parse(bytes, { bom: true, relax_column_count: true });
  } catch {
    return undefined;
  }
}
