import { isUtf8 } from 'node:buffer';
import type { Client } from './access-log-client.ts';
import type { AccessRecord, AccessRecordReader } from './access-log-record.ts';
import { type AccessLogDropped, type AccessLogFailure, accessLogFailure } from './access-log-verdict.ts';
import { createBase64 } from './base64.ts';
import { type AccessLogColumn, accessLog } from './datasets/access-log.ts';
import { quote } from './json-text.ts';
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
    const row = writeRow(record, clientOf);
    if (row.result !== 'Ok') return row;
    const keys: PartitionKeys = {};
    for (const key of partitionKeys) keys[key] = key === 'country' ? row.client.country : row.day;
    return { result: 'Ok', data: base64.encode(row.text, record.form.encoding), partitionKeys: keys };
  };
}

interface Row {
  result: 'Ok';
  text: string;
  client: Client;
  /** In UTC, `2000-10-10`. */
  day: string;
}

const columns = Object.entries(accessLog.attributes).map(([name, { tag }]) => ({
  name: name as AccessLogColumn,
  tag,
  label: `${quote(name)}:`,
}));

function writeRow({ fields, form }: AccessRecord, clientOf: (clientIp: string) => Client) {
  const judged = accessLog.record.safeParse(fields);
  if (!judged.success) return accessLogFailure('SchemaViolation', String(judged.error.issues[0]!.path[0]));
  const values = judged.data;
  const client = clientOf(values.ClientIP!);
  if (client.rule !== undefined) return { result: 'Dropped' as const, rule: client.rule };
  let text = '{';
  for (const { name, tag, label } of columns) {
    const value = values[name];
    text += `${label}${value === null || tag === 'N' ? value : quote(value)},`;
  }
  return {
    result: 'Ok' as const,
    text: `${text}${client.columns[form.encoding]}}\n`,
    client,
    day: values.Time!.slice(0, dayCharacters),
  } satisfies Row;
}

const dayCharacters = '2000-10-10'.length;
