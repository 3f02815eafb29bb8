import { closeSync, existsSync, ftruncateSync, openSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DamagedLogError } from './damaged-log.ts';
import { findFrameAfter, noteTime, type Segment, scanFrames, segmentBase } from './segment.ts';

export interface RecoveredSegments {
  segments: Segment[];
  /** Arrival of the newest record, ms; −Infinity in an empty log. */
  lastTimestamp: number;
}

/**
 * Finds a shard's files, reads the last one through and cuts off a torn end: bytes after the last valid record that hold no
 * further valid record. They were never acknowledged. A valid record *after* invalid bytes means damage, as does a gap between
 * files: {@link DamagedLogError}. What lies inside the older files is checked when it is read.
 */
export function recoverSegments(directory: string): RecoveredSegments {
  const segments = findSegments(directory);
  let lastTimestamp = Number.NEGATIVE_INFINITY;
  const newest = segments.at(-1);
  if (newest) lastTimestamp = recoverLast(newest, { mayBeTorn: true });
  if (newest?.size === 0 && segments.length > 1) {
    // Killed before the first record of a new file was whole.
    rmSync(segments.pop()!.path);
    lastTimestamp = recoverLast(segments.at(-1)!, { mayBeTorn: false });
  }
  for (const segment of segments.slice(0, -1)) segment.firstTimestamp = readFirstTimestamp(segment);
  return { segments, lastTimestamp };
}

function findSegments(directory: string): Segment[] {
  if (!existsSync(directory)) return [];
  const segments: Segment[] = [];
  for (const fileName of readdirSync(directory).sort()) {
    const base = segmentBase(fileName);
    if (base === undefined) continue;
    const path = join(directory, fileName);
    const previous = segments.at(-1);
    if (previous && previous.base + previous.size !== base) {
      throw new DamagedLogError(
        previous.path,
        `it ends at ${previous.base + previous.size}, but the next file begins at ${base}`,
      );
    }
    segments.push({ path, base, size: statSync(path).size, firstTimestamp: undefined, marks: [] });
  }
  return segments;
}

/** Reads a file through and cuts a torn end; answers the arrival of the last record, −Infinity when there is none. */
function recoverLast(segment: Segment, { mayBeTorn }: { mayBeTorn: boolean }): number {
  let lastTimestamp = Number.NEGATIVE_INFINITY;
  const fd = openSync(segment.path, 'r+');
  try {
    const validEnd = scanFrames(fd, segment, segment.base, (offset, { timestamp }) => {
      noteTime(segment, offset, timestamp);
      lastTimestamp = timestamp;
      return true;
    });
    if (validEnd === segment.base + segment.size) return lastTimestamp;
    const from = validEnd - segment.base;
    if (!mayBeTorn)
      throw new DamagedLogError(segment.path, `no valid record begins at byte ${from}, yet a newer file was begun`);
    const further = findFrameAfter(fd, segment, validEnd);
    if (further !== undefined) {
      const to = further - segment.base;
      throw new DamagedLogError(segment.path, `bytes ${from} to ${to} hold no valid record, yet valid ones follow`);
    }
    segment.size = validEnd - segment.base;
    ftruncateSync(fd, segment.size);
    return lastTimestamp;
  } finally {
    closeSync(fd);
  }
}

function readFirstTimestamp(segment: Segment): number {
  const fd = openSync(segment.path, 'r');
  try {
    let first: number | undefined;
    scanFrames(fd, segment, segment.base, (_, { timestamp }) => {
      first = timestamp;
      return false;
    });
    if (first === undefined) throw new DamagedLogError(segment.path, 'it does not begin with a valid record');
    return first;
  } finally {
    closeSync(fd);
  }
}
