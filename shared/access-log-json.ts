import type { AccessFields, AccessRecord, Field } from './access-log-record.ts';
import { readIsoTime } from './access-log-time.ts';
import { type AccessLogFailure, accessLogFailure } from './access-log-verdict.ts';
import { type AccessLogColumn, accessLog } from './datasets/access-log.ts';
import { isJsonObject } from './json-object.ts';
import { byteText, formOf } from './text-form.ts';

const misfit = Symbol('misfit');
const columns = Object.entries(accessLog.attributes).map(([name, { tag }]) => ({ name: name as AccessLogColumn, tag }));

/**
 * Reads a request as a JSON object with the row's own column names: numbers as JSON numbers, `Time` in ISO 8601 with any zone. What
 * is absent is null; other properties are not looked at.
 */
export function readAccessJson(bytes: Buffer): AccessRecord | AccessLogFailure {
  const raw = bytes.toString('latin1');
  const form = formOf(raw);
  const json = parseJson(form === byteText ? raw : bytes.toString());
  if (json === undefined) return accessLogFailure('InvalidJson');
  if (!isJsonObject(json)) return accessLogFailure('NotAnAccessLog');
  const fields = {} as AccessFields;
  for (const { name, tag } of columns) fields[name] = readField(json[name], tag);
  if (typeof fields.Time === 'string') fields.Time = readIsoTime(fields.Time) ?? misfit;
  return { result: 'Ok', fields, form, isPlain: false };
}

function readField(value: unknown, tag: 'S' | 'N'): Field {
  if (value === null || value === undefined) return null;
  // Beyond a safe integer JSON.parse has rounded.
  if (tag === 'N') return Number.isSafeInteger(value) ? String(value) : misfit;
  return typeof value === 'string' ? value : misfit;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
