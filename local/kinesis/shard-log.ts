import { ftruncateSync, writeSync } from 'node:fs';
import { DamagedLogError } from './damaged-log.ts';
import {
  beginsFrame,
  FRAME_HEADER_BYTES,
  FRAME_OVERHEAD_BYTES,
  type Frame,
  type FrameResult,
  frameLength,
  lengthAt,
  readFrame,
  writeFrame,
} from './frame.ts';
import { noteTime, readSegment, scanFrames } from './segment.ts';
import { openSegmentFiles } from './segment-files.ts';
import { recoverSegments } from './segment-recovery.ts';

/** A file is closed and the next begun when it would grow beyond this, bytes; retention drops whole files. */
const SEGMENT_BYTES = 32 * 1024 * 1024;
/** A batch up to this size is assembled in a buffer that is kept, bytes. */
const SCRATCH_BYTES_MAX = 1024 * 1024;
/** Read beyond what a limit asks for, bytes: room for what frames add, and small reads cost no less. */
const READ_BYTES_SLACK = 64 * 1024;

export interface LogEntry {
  partitionKey: string;
  data: Buffer;
}

/** Where a record lies, bytes from the beginning of the shard. */
export interface Place {
  offset: number;
  length: number;
}

/** `bytes` counts data and keys. */
export interface ReadLimit {
  records: number;
  bytes: number;
}

export interface LogRecord extends Frame {
  offset: number;
}

/**
 * The records of one shard in append-only files of checksummed frames, addressed by byte offset.
 *
 * `append` returns when the operating system has the bytes: they survive the death of this process (`kill -9`), not of the machine.
 * There is no fsync: it costs many times the write itself, and the data of a laptop's stack can be written again. Reads come from the
 * files, which is to say from the page cache, so memory does not grow with the log.
 */
export interface ShardLog {
  /** The oldest kept record's offset. */
  start(): number;
  /** Where the next record goes. */
  end(): number;
  /** Appends in order with one write; answers each record's place. Throws what the file system throws, and then nothing is appended. */
  append(entries: LogEntry[], nowMs: number): Place[];
  /**
   * Records from `offset` on that arrived at or after `notBefore`, in at most two reads and from one file: at most `limit.records`, and no
   * more than `limit.bytes`, though at least one if there is one. `next` is where to read on. Throws {@link DamagedLogError}.
   */
  read(offset: number, limit: ReadLimit, notBefore: number): { records: LogRecord[]; next: number };
  /** Offset of the first record that arrived at or after `timestamp`; `end()` when there is none. */
  offsetAt(timestamp: number): number;
  /** Whether a record of this length lies at this offset, or did before its file was dropped. */
  holds(offset: number, length: number): boolean;
  /** Deletes the files whose every record arrived before `timestamp`, except the last. */
  dropBefore(timestamp: number): void;
  close(): void;
}

/** Opens or creates a log. A torn end, as a killed write leaves it, is cut off. Throws {@link DamagedLogError} for any other damage. */
export function openShardLog({
  directory,
  segmentBytes = SEGMENT_BYTES,
}: {
  directory: string;
  segmentBytes?: number;
}): ShardLog {
  const recovered = recoverSegments(directory);
  const files = openSegmentFiles(directory, recovered.segments, segmentBytes);
  let lastTimestamp = recovered.lastTimestamp;
  let scratch = Buffer.alloc(0);
  let meanFrameBytes = 1024;

  function buffer(bytes: number): Buffer {
    if (bytes > SCRATCH_BYTES_MAX) return Buffer.allocUnsafeSlow(bytes);
    if (scratch.length < bytes) scratch = Buffer.allocUnsafeSlow(Math.min(SCRATCH_BYTES_MAX, 2 * bytes));
    return scratch;
  }

  function append(entries: LogEntry[], nowMs: number): Place[] {
    const timestamp = Math.max(nowMs, lastTimestamp);
    const from = files.end();
    const places = placesFrom(from, entries);
    const last = places.at(-1)!;
    const total = last.offset + last.length - from;
    const bytes = buffer(total);
    entries.forEach(({ partitionKey, data }, i) => {
      const { offset, length } = places[i]!;
      writeFrame(bytes, offset - from, offset, length, { timestamp, partitionKey, data });
    });
    const { segment, fd } = files.forAppend(total);
    writeWhole(fd, bytes, total, segment.size);
    for (const { offset } of places) noteTime(segment, offset, timestamp);
    segment.size += total;
    lastTimestamp = timestamp;
    meanFrameBytes = total / entries.length;
    return places;
  }

  function read(from: number, limit: ReadLimit, notBefore: number): { records: LogRecord[]; next: number } {
    const offset = Math.max(from, files.start());
    if (offset >= files.end()) return { records: [], next: offset };
    const segment = files.containing(offset);
    const fd = files.fdOf(segment);
    const wanted = Math.ceil(Math.min(limit.bytes, limit.records * meanFrameBytes * 1.5));
    let window = readSegment(fd, segment, offset, wanted + READ_BYTES_SLACK);
    let first = readFrame(window, 0, offset);
    if (!first.ok && first.reason === 'Incomplete') {
      window = readSegment(fd, segment, offset, first.needed);
      first = readFrame(window, 0, offset);
    }
    if (!first.ok) throw new DamagedLogError(segment.path, `no valid record begins at byte ${offset - segment.base}`);
    if (first.frame.timestamp < notBefore) return read(offsetAt(notBefore), limit, notBefore);
    return collect(window, offset, first, limit);
  }

  function offsetAt(timestamp: number): number {
    const segment = files.beginningBefore(timestamp);
    if (!segment) return files.start();
    const mark = segment.marks.findLast((candidate) => candidate.timestamp < timestamp);
    const from = mark?.offset ?? segment.base;
    return scanFrames(files.fdOf(segment), segment, from, (_, frame) => frame.timestamp < timestamp);
  }

  function holds(offset: number, length: number): boolean {
    if (offset < files.start()) return true;
    if (offset >= files.end()) return false;
    const segment = files.containing(offset);
    const header = readSegment(files.fdOf(segment), segment, offset, FRAME_HEADER_BYTES);
    return header.length === FRAME_HEADER_BYTES && beginsFrame(header, 0, offset) && lengthAt(header, 0) === length;
  }

  const { start, end, dropBefore, close } = files;
  return { start, end, append, read, offsetAt, holds, dropBefore, close };
}

function placesFrom(offset: number, entries: LogEntry[]): Place[] {
  let next = offset;
  return entries.map(({ partitionKey, data }) => {
    const place = { offset: next, length: frameLength(partitionKey, data) };
    next += place.length;
    return place;
  });
}

/** The valid frames of a window within the limit; what is damaged is left to the read that begins with it. */
function collect(window: Buffer, offset: number, first: FrameResult, limit: ReadLimit) {
  const records: LogRecord[] = [];
  let next = offset;
  let bytes = 0;
  for (let result = first; result.ok; result = readFrame(window, next - offset, next)) {
    bytes += result.frame.length - FRAME_OVERHEAD_BYTES;
    if (records.length > 0 && bytes > limit.bytes) break;
    records.push({ offset: next, ...result.frame });
    next += result.frame.length;
    if (records.length === limit.records) break;
  }
  return { records, next };
}

/** Writes all of it or leaves the file as it was. */
function writeWhole(fd: number, bytes: Buffer, length: number, position: number): void {
  try {
    for (let written = 0; written < length; ) {
      written += writeSync(fd, bytes, written, length - written, position + written);
    }
  } catch (error) {
    // A part that stayed would look like damage once a shorter batch has been written over its beginning.
    ftruncateSync(fd, position);
    throw error;
  }
}
