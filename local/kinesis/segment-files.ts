import { closeSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Segment, segmentFileName } from './segment.ts';

/** The files of one shard's log, oldest first, and the descriptors that are open on them: the last one's and one other's. */
export interface SegmentFiles {
  /** Offset of the oldest kept byte. */
  start(): number;
  /** Offset after the newest byte. */
  end(): number;
  /** The last file, or a new one when this batch would make it too large; written through `fd`. */
  forAppend(bytes: number): { segment: Segment; fd: number };
  /** `offset` lies between `start` and `end`. */
  containing(offset: number): Segment;
  /** The last file that begins with a record from before `timestamp`. */
  beginningBefore(timestamp: number): Segment | undefined;
  fdOf(segment: Segment): number;
  /** Deletes the files whose every record arrived before `timestamp`, except the last. */
  dropBefore(timestamp: number): void;
  close(): void;
}

export function openSegmentFiles(directory: string, segments: Segment[], segmentBytes: number): SegmentFiles {
  let writer = segments.length > 0 ? openSync(segments.at(-1)!.path, 'r+') : undefined;
  let reader: { segment: Segment; fd: number } | undefined;

  const end = () => {
    const last = segments.at(-1);
    return last ? last.base + last.size : 0;
  };

  function begin(): Segment {
    if (segments.length === 0) mkdirSync(directory, { recursive: true });
    const base = end();
    const path = join(directory, segmentFileName(base));
    const fd = openSync(path, 'wx+');
    if (writer !== undefined) closeSync(writer);
    writer = fd;
    const segment: Segment = { path, base, size: 0, firstTimestamp: undefined, marks: [] };
    segments.push(segment);
    return segment;
  }

  function closeReader(): void {
    if (reader) closeSync(reader.fd);
    reader = undefined;
  }

  return {
    start: () => segments[0]?.base ?? 0,
    end,
    forAppend(bytes) {
      const last = segments.at(-1);
      const fits = last && (last.size === 0 || last.size + bytes <= segmentBytes);
      const segment = fits ? last : begin();
      return { segment, fd: writer! };
    },
    containing: (offset) => segments.findLast((segment) => segment.base <= offset)!,
    beginningBefore: (timestamp) =>
      segments.findLast(({ firstTimestamp }) => firstTimestamp !== undefined && firstTimestamp < timestamp),
    fdOf(segment) {
      if (segment === segments.at(-1)) return writer!;
      if (reader?.segment !== segment) {
        closeReader();
        reader = { segment, fd: openSync(segment.path, 'r') };
      }
      return reader.fd;
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
