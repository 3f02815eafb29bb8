import { readAccessJson } from './access-log-json.ts';
import { parseAccessLine } from './access-log-line.ts';
import { parsePlainLine } from './access-log-plain-line.ts';
import type { AccessRecordReader } from './access-log-record.ts';
import { byteText } from './text-form.ts';

const brace = 0x7b;

/** Reads a line of an access log, or the same as a JSON object: no line begins with a brace, since no address does. */
export const readAccessLog: AccessRecordReader = (bytes) => {
  if (bytes[0] === brace) return readAccessJson(bytes);
  const line = bytes.toString('latin1');
  const plain = parsePlainLine(line);
  if (plain !== undefined) return { result: 'Ok', fields: plain, form: byteText, isPlain: true };
  const read = parseAccessLine(line);
  return read.result === 'Ok' ? { result: 'Ok', fields: read.fields, form: byteText, isPlain: false } : read;
};
