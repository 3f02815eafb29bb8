import * as z from 'zod/mini';
import { type AccessLogFailureReason, accessLogFailureReasons } from './access-log-verdict.ts';
import { quote } from './json-text.ts';
import { type FailureReason, failureReasons } from './verdict.ts';

/** Why a record would fail again: a reason of its transform, whichever that is. */
export type ReplayFailureReason = FailureReason | AccessLogFailureReason;

/** Why a record is parked: the codec's reason, or that its line is no error record. */
export type ParkedReason = ReplayFailureReason | 'Unreadable';

export const parkedReasons: readonly ParkedReason[] = [
  ...new Set([...failureReasons, ...accessLogFailureReasons]),
  'Unreadable',
];

/** One record of a parked object. */
export interface ParkedEntry {
  /** Key of the error object it came in. */
  object: string;
  /** Its line there, from 1. */
  line: number;
  reason: ParkedReason;
  /** The attribute or field that fails. */
  path?: string | undefined;
  /** The error record, byte for byte as it stood there. */
  original: Buffer;
}

const head = z.object({
  object: z.string(),
  line: z.int(),
  reason: z.enum(parkedReasons as [ParkedReason, ...ParkedReason[]]),
  path: z.optional(z.string()),
  record: z.optional(z.unknown()),
  unreadable: z.optional(z.string()),
});

const recordLabel = ',"record":';

/**
 * One line, its newline included. What is known to be JSON stands there as it is, under `record`, for a reader's sake;
 * anything else as base64 under `unreadable`.
 */
export function writeParkedEntry({ object, line, reason, path, original }: ParkedEntry): string {
  const where = `"object":${quote(object)},"line":${line},"reason":"${reason}"`;
  const field = path === undefined ? '' : `,"path":${quote(path)}`;
  const record =
    reason === 'Unreadable' ? `,"unreadable":"${original.toString('base64')}"` : `${recordLabel}${original.toString()}`;
  return `{${where}${field}${record}}\n`;
}

/** Undefined for what {@link writeParkedEntry} does not write. */
export function readParkedEntry(bytes: Buffer): ParkedEntry | undefined {
  const text = bytes.toString();
  const parsed = head.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const { object, line, reason, path, record, unreadable } = parsed.data;
  if (unreadable !== undefined) return { object, line, reason, path, original: Buffer.from(unreadable, 'base64') };
  // No string holds the label, for a string's quotes are escaped: its first occurrence is the field, and the last one.
  const from = text.indexOf(recordLabel);
  if (record === undefined || from === -1) return undefined;
  return { object, line, reason, path, original: Buffer.from(text.slice(from + recordLabel.length, -1)) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
