/**
 * Where a record lies, as the 56 decimal digits of its sequence number:
 *
 *     49 · stream created (13, ms) · shard (12) · offset in the shard's log (16) · length in the log (13)
 *
 * AWS promises only that numbers grow within a shard and from parent to child, and that is all a client may rely on; a child's
 * shard number is greater than its parents'. Because the number holds the place, "at" and "after" need no index.
 * A length of 0 names a position between records: where a shard starts, ends, or where an iterator stands.
 */
export interface SequenceNumber {
  streamCreatedMs: number;
  shardIndex: number;
  offset: number;
  length: number;
}

const LAYOUT = /^49(\d{13})(\d{12})(\d{16})(\d{13})$/;

/** A formatter for one shard's numbers. */
export function createSequencer(
  streamCreatedMs: number,
  shardIndex: number,
): (offset: number, length: number) => string {
  const prefix = `49${digits(streamCreatedMs, 13)}${digits(shardIndex, 12)}`;
  return (offset, length) => prefix + digits(offset, 16) + digits(length, 13);
}

/** Undefined for what this stack never wrote. */
export function parseSequenceNumber(text: string): SequenceNumber | undefined {
  const match = LAYOUT.exec(text);
  if (!match) return undefined;
  const [streamCreatedMs, shardIndex, offset, length] = match.slice(1).map(Number) as [number, number, number, number];
  return { streamCreatedMs, shardIndex, offset, length };
}

function digits(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
