import { isUtf8 } from 'node:buffer';
import type { Client } from './access-log-client.ts';
import type { LogValues } from './access-log-dataset.ts';
import type { AccessRecordReader } from './access-log-record.ts';
import { writeAccessRow } from './access-log-row.ts';
import { type AccessLogDropped, type AccessLogFailure, accessLogFailure } from './access-log-verdict.ts';
import { createBase64 } from './base64.ts';
import { type AccessLogColumn, accessLog } from './datasets/access-log.ts';
import type { PartitionKeys } from './record-codec.ts';

/**
 * Longest record that is read, bytes. The longest line that Apache writes by default has three texts of 8,190 bytes (request,
 * referer, user agent), each byte escaped to four: 98 KB.
 * https://httpd.apache.org/docs/current/mod/core.html#limitrequestline
 */
export const recordBytesMax = 131_072;

export interface AccessLogRow {
  result: 'Ok';
  /** One line of the lake, a JSON object and one newline, as base64 of its UTF-8. */
  data: string;
  partitionKeys: PartitionKeys;
}

export type AccessLogOutcome = AccessLogRow | AccessLogDropped | AccessLogFailure;

export interface AccessLogCodecOptions {
  /** Reads the format that records come in. */
  read: AccessRecordReader;
  /** What a client's address means. */
  clientOf(clientIp: string): Client;
  /** Those of the dataset's partition keys that the layout uses. */
  partitionKeys: readonly string[];
}

/** Makes the function that turns records (Firehose's `data`) into rows. It never throws, whatever `data` is. */
export function createAccessLogCodec({ read, clientOf, partitionKeys }: AccessLogCodecOptions) {
  const base64 = createBase64();

  return (data: unknown): AccessLogOutcome => {
    const bytes = base64.decode(data);
    if (bytes === undefined) return accessLogFailure('InvalidBase64');
    if (bytes.length > recordBytesMax) return accessLogFailure('TooLong');
    if (!isUtf8(bytes)) return accessLogFailure('InvalidUtf8');
    const record = read(bytes);
    if (record.result !== 'Ok') return record;
    const refused = accessLog.refusedAttribute(record.fields);
    if (refused !== undefined) return accessLogFailure('SchemaViolation', refused);
    const values = record.fields as LogValues<AccessLogColumn>;
    const client = clientOf(values.ClientIP!);
    if (client.rule !== undefined) return { result: 'Dropped', rule: client.rule };
    const row = writeAccessRow(values, { added: client.columns[record.form.encoding], isPlain: record.isPlain });
    const keys: PartitionKeys = {};
    for (const key of partitionKeys)
      keys[key] = key === 'country' ? client.country : values.Time!.slice(0, dayCharacters);
    return { result: 'Ok', data: base64.encode(row, record.form.encoding), partitionKeys: keys };
  };
}

const dayCharacters = '2000-10-10'.length;
