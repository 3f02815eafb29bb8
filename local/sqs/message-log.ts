import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createOpenFiles } from './open-files.ts';
import { firstOf, openSegment, type Position, type Segment, type VisitMessage } from './segment.ts';
import type { StoredMessage } from './types.ts';

/** The messages of a queue on disk, in the order of sending, in segments that go when all of their messages are gone. */
export interface MessageLog {
  /** Oldest first; messages are appended to the last. */
  segments(): readonly Segment[];
  /** The number of the next message: greater than every one before, also over a restart and a queue of the same name. */
  end(): number;
  append(message: StoredMessage): Position;
  /** Takes the segments off the disk that may go. */
  drop(mayGo: (segment: Segment) => boolean): void;
  close(): void;
}

export interface MessageLogOptions {
  directory: string;
  /** A segment with so many bytes takes no more messages. */
  segmentBytes: number;
  /** Numbers begin at the time of the first message, so that a receipt of an earlier queue fits no message of a later one. */
  nowMs(): number;
  visit: VisitMessage;
}

/** Numbers that a queue can give to messages in a millisecond without reaching into the next. */
const NUMBERS_PER_MS = 1_000;

/** Takes up what lies in the directory. */
export function openMessageLog({ directory, segmentBytes, nowMs, visit }: MessageLogOptions): MessageLog {
  mkdirSync(directory, { recursive: true });
  const files = createOpenFiles();
  const open = (first: number): Segment => openSegment(directory, first, files, visit);
  const names = readdirSync(directory);
  const firsts = names.flatMap((name) => firstOf(name) ?? []).sort((a, b) => a - b);
  for (const name of names) {
    // What a kill left between the removal of one file of a segment and that of the other.
    if (!firsts.includes(Number.parseInt(name, 10))) rmSync(join(directory, name));
  }
  let segments = firsts.map(open);
  const newest = segments.at(-1);
  let end = newest ? newest.first + newest.count() : 0;

  const current = (): Segment => {
    const last = segments.at(-1);
    if (last && last.bytes() < segmentBytes) return last;
    end = Math.max(end, segments.length === 0 ? nowMs() * NUMBERS_PER_MS : 0);
    const next = open(end);
    segments.push(next);
    return next;
  };

  return {
    segments: () => segments,
    end: () => end,
    append(message) {
      const segment = current();
      const at = segment.count();
      const { offset, bytes } = segment.append(message);
      end = segment.first + segment.count();
      return { segment, at, offset, bytes };
    },
    drop(mayGo) {
      const going = segments.filter(mayGo);
      if (going.length === 0) return;
      segments = segments.filter((segment) => !going.includes(segment));
      for (const segment of going) segment.remove();
    },
    close: files.close,
  };
}
