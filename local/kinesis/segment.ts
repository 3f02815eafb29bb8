import { readSync } from 'node:fs';
import { beginsFrame, FRAME_HEADER_BYTES, type Frame, readFrame } from './frame.ts';

/** One file of a shard's log. Offsets count bytes from the beginning of the shard, over all its files. */
export interface Segment {
  path: string;
  /** Offset of the file's first byte; also its name. */
  base: number;
  /** Bytes in the file. */
  size: number;
  /** Arrival of the first record, ms; undefined in an empty file. */
  firstTimestamp: number | undefined;
  /** A record now and then, in order, so that a search by time need not read the file from its beginning. */
  marks: Mark[];
}

export interface Mark {
  offset: number;
  timestamp: number;
}

/** How far marks lie apart, bytes: 32 marks in a full segment. */
const MARK_EVERY_BYTES = 1024 * 1024;
const SCAN_WINDOW_BYTES = 1024 * 1024;

const NAME = /^(\d{16})\.log$/;

export function segmentFileName(base: number): string {
  return `${String(base).padStart(16, '0')}.log`;
}

/** Undefined for a file that is not a segment. */
export function segmentBase(fileName: string): number | undefined {
  const match = NAME.exec(fileName);
  return match ? Number(match[1]) : undefined;
}

/** Notes a record's time for searches; records come in order. */
export function noteTime(segment: Segment, offset: number, timestamp: number): void {
  segment.firstTimestamp ??= timestamp;
  const last = segment.marks.at(-1);
  if (!last || offset - last.offset >= MARK_EVERY_BYTES) segment.marks.push({ offset, timestamp });
}

/** Reads up to `length` bytes at an offset of the log; fewer at the end of the file. */
export function readSegment(fd: number, segment: Segment, offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Math.min(length, segment.base + segment.size - offset));
  let filled = 0;
  while (filled < bytes.length) {
    const count = readSync(fd, bytes, filled, bytes.length - filled, offset - segment.base + filled);
    if (count === 0) break;
    filled += count;
  }
  return filled === bytes.length ? bytes : bytes.subarray(0, filled);
}

/**
 * Visits frames from `from` on until `visit` answers false, the file ends, or no valid frame follows.
 * Answers the offset of the first byte that was not visited.
 */
export function scanFrames(
  fd: number,
  segment: Segment,
  from: number,
  visit: (offset: number, frame: Frame) => boolean,
): number {
  const end = segment.base + segment.size;
  let offset = from;
  let windowBytes = SCAN_WINDOW_BYTES;
  while (offset < end) {
    const window = readSegment(fd, segment, offset, windowBytes);
    const windowAt = offset;
    let result = readFrame(window, 0, offset);
    for (; result.ok; result = readFrame(window, offset - windowAt, offset)) {
      if (!visit(offset, result.frame)) return offset;
      offset += result.frame.length;
      if (offset - windowAt === window.length) break;
    }
    if (result.ok) continue;
    if (result.reason === 'Damaged' || offset + result.needed > end) return offset;
    windowBytes = Math.max(SCAN_WINDOW_BYTES, result.needed);
  }
  return offset;
}

/** The offset of a valid frame that begins after `from`; undefined when there is none, as after a torn write. */
export function findFrameAfter(fd: number, segment: Segment, from: number): number | undefined {
  const bytes = readSegment(fd, segment, from, segment.size);
  for (let at = 1; at + FRAME_HEADER_BYTES <= bytes.length; at += 1) {
    if (beginsFrame(bytes, at, from + at) && readFrame(bytes, at, from + at).ok) return from + at;
  }
  return undefined;
}
