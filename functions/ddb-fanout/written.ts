import type { StreamChange } from '../../shared/stream-record.ts';
import type { Body } from './domain-event.ts';

/** A change in a target's words. */
export interface Written {
  text: string;
  /** In UTF-8, as services count. */
  bytes: number;
}

/** A change that keeps what was written of it last: it is there for as long as the change, and a WeakMap of hundreds is slow to collect. */
export interface WrittenChange extends StreamChange {
  written?: Written;
  writtenBy?: Body;
}

/** The change in the words of `body`, written and counted once for all targets that are told it in the same ones. */
export function writtenBy(body: Body, change: WrittenChange): Written {
  if (change.written && change.writtenBy === body) return change.written;
  const text = body(change);
  const written = { text, bytes: Buffer.byteLength(text) };
  change.written = written;
  change.writtenBy = body;
  return written;
}
