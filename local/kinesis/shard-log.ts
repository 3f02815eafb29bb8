import { closeSync, ftruncateSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DamagedLogError } from './damaged-log.ts';
import {
  beginsFrame,
  FRAME_HEADER_BYTES,
  FRAME_OVERHEAD_BYTES,
  type Frame,
  frameLength,
  lengthAt,
  readFrame,
  writeFrame,
} from './frame.ts';
import { noteTime, readSegment, type Segment, scanFrames, segmentFileName } from './segment.ts';
import { recoverSegments } from './segment-recovery.ts';

/** A file is closed and the next begun when it would grow beyond this, bytes; retention drops whole files. */
const SEGMENT_BYTES = 32 * 1024 * 1024;
/** A batch up to this size is assembled in a buffer that is kept, bytes. */
const SCRATCH_BYTES_MAX = 1024 * 1024;
/** The least that one read asks for, bytes: about what a page-cache read costs anyway. */
const READ_BYTES_MIN = 64 * 1024;

export interface LogEntry {
  partitionKey: string;
  data: Buffer;
}

export interface LogRecord extends Frame {
  offset: number;
}

/**
 * The records of one shard in append-only files of checksummed frames, addressed by byte offset.
 *
 * `append` returns when the operating system has the bytes: they survive the death of this process (`kill -9`), not of the machine.
 * There is no fsync: it would cost a hundred times the write, and a laptop's test data is not worth it. Reads come from the
 * files, which is to say from the page cache, so memory does not grow with the log.
 */
export interface ShardLog {
  /** The oldest kept record's offset. */
  start(): number;
  /** Where the next record goes. */
  end(): number;
  /** Appends in order with one write; answers each record's place. Throws what the file system throws, and then nothing is appended. */
  append(entries: LogEntry[], nowMs: number): { offset: number; length: number }[];
  /**
   * Records from `offset` on that arrived at or after `notBefore`, in at most two reads and from one file: at most `limit.records`, and no
   * more than `limit.bytes` of data and keys, though at least one if there is one. `next` is where to read on. Throws {@link DamagedLogError}.
   */
  read(
    offset: number,
    limit: { records: number; bytes: number },
    notBefore: number,
  ): { records: LogRecord[]; next: number };
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
  const segments: Segment[] = recovered.segments;
  let lastTimestamp = recovered.lastTimestamp;
  let scratch = Buffer.alloc(0);
  let writer = segments.length > 0 ? openSync(segments.at(-1)!.path, 'r+') : undefined;
  let reader: { segment: Segment; fd: number } | undefined;
  let meanFrameBytes = 1024;

  const start = () => segments[0]?.base ?? 0;
  const end = () => {
    const last = segments.at(-1);
    return last ? last.base + last.size : 0;
  };

  function append(entries: LogEntry[], nowMs: number): { offset: number; length: number }[] {
    const timestamp = Math.max(nowMs, lastTimestamp);
    const places: { offset: number; length: number }[] = [];
    const from = end();
    let total = 0;
    for (const { partitionKey, data } of entries) {
      const length = frameLength(partitionKey, data);
      places.push({ offset: from + total, length });
      total += length;
    }
    const bytes = buffer(total);
    entries.forEach(({ partitionKey, data }, i) => {
      const { offset, length } = places[i]!;
      writeFrame(bytes, offset - from, offset, length, { timestamp, partitionKey, data });
    });
    const segment = segmentFor(total);
    writeWhole(writer!, bytes, total, segment.size);
    for (const { offset } of places) noteTime(segment, offset, timestamp);
    segment.size += total;
    lastTimestamp = timestamp;
    meanFrameBytes = total / entries.length;
    return places;
  }

  function buffer(bytes: number): Buffer {
    if (bytes > SCRATCH_BYTES_MAX) return Buffer.allocUnsafeSlow(bytes);
    if (scratch.length < bytes) scratch = Buffer.allocUnsafeSlow(Math.min(SCRATCH_BYTES_MAX, 2 * bytes));
    return scratch;
  }

  /** The last file, or a new one when this batch would make it too large. */
  function segmentFor(bytes: number): Segment {
    const last = segments.at(-1);
    if (last && (last.size === 0 || last.size + bytes <= segmentBytes)) return last;
    if (!last) mkdirSync(directory, { recursive: true });
    const base = end();
    const path = join(directory, segmentFileName(base));
    const fd = openSync(path, 'wx+');
    if (writer !== undefined) closeSync(writer);
    writer = fd;
    const segment: Segment = { path, base, size: 0, firstTimestamp: undefined, marks: [] };
    segments.push(segment);
    return segment;
  }

  function fdOf(segment: Segment): number {
    if (segment === segments.at(-1)) return writer!;
    if (reader?.segment === segment) return reader.fd;
    closeReader();
    reader = { segment, fd: openSync(segment.path, 'r') };
    return reader.fd;
  }

  function closeReader(): void {
    if (reader) closeSync(reader.fd);
    reader = undefined;
  }

  function segmentAt(offset: number): Segment {
    return segments.findLast((segment) => segment.base <= offset)!;
  }

  function read(from: number, limit: { records: number; bytes: number }, notBefore: number) {
    const offset = Math.max(from, start());
    if (offset >= end()) return { records: [], next: offset };
    const segment = segmentAt(offset);
    const fd = fdOf(segment);
    const wanted = Math.min(limit.bytes, limit.records * meanFrameBytes * 1.5);
    let window = readSegment(fd, segment, offset, Math.max(READ_BYTES_MIN, Math.ceil(wanted)));
    let result = readFrame(window, 0, offset);
    if (!result.ok && result.reason === 'Incomplete') {
      window = readSegment(fd, segment, offset, result.needed);
      result = readFrame(window, 0, offset);
    }
    if (!result.ok) throw new DamagedLogError(segment.path, `no valid record begins at byte ${offset - segment.base}`);
    if (result.frame.timestamp < notBefore) return read(offsetAt(notBefore), limit, notBefore);

    const records: LogRecord[] = [];
    let next = offset;
    let bytes = 0;
    while (result.ok) {
      bytes += result.frame.length - FRAME_OVERHEAD_BYTES;
      if (records.length > 0 && bytes > limit.bytes) break;
      records.push({ offset: next, ...result.frame });
      next += result.frame.length;
      if (records.length === limit.records) break;
      result = readFrame(window, next - offset, next);
    }
    return { records, next };
  }

  function offsetAt(timestamp: number): number {
    const segment = segments.findLast(
      ({ firstTimestamp }) => firstTimestamp !== undefined && firstTimestamp < timestamp,
    );
    if (!segment) return start();
    const mark = segment.marks.findLast((candidate) => candidate.timestamp < timestamp);
    return scanFrames(fdOf(segment), segment, mark?.offset ?? segment.base, (_, frame) => frame.timestamp < timestamp);
  }

  return {
    start,
    end,
    append,
    read,
    offsetAt,
    holds(offset, length) {
      if (offset < start()) return true;
      if (offset >= end()) return false;
      const segment = segmentAt(offset);
      const header = readSegment(fdOf(segment), segment, offset, FRAME_HEADER_BYTES);
      return header.length === FRAME_HEADER_BYTES && beginsFrame(header, 0, offset) && lengthAt(header, 0) === length;
    },
    dropBefore(timestamp) {
      while (segments.length > 1 && (segments[1]!.firstTimestamp ?? Number.POSITIVE_INFINITY) < timestamp) {
        const dropped = segments.shift()!;
        if (reader?.segment === dropped) closeReader();
        rmSync(dropped.path, { force: true });
      }
    },
    close() {
      closeReader();
      if (writer !== undefined) closeSync(writer);
      writer = undefined;
    },
  };
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
