import type { StreamChange } from '../../shared/stream-record.ts';
import type { Body } from './domain-event.ts';

/** A change in a target's words. */
export interface Written {
  text: string;
  /** In UTF-8, as services count. */
  bytes: number;
}

/** What was written of each change last, for as long as the change is there. */
const known = new WeakMap<StreamChange, { body: Body; written: Written }>();

/** The change in the words of `body`, written and counted once for all targets that are told it in the same ones. */
export function writtenBy(body: Body, change: StreamChange): Written {
  const last = known.get(change);
  if (last?.body === body) return last.written;
  const text = body(change);
  const written = { text, bytes: Buffer.byteLength(text) };
  known.set(change, { body, written });
  return written;
}
