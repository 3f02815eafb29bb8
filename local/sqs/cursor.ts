import { endOf, placeOfLine, startOf } from './lines.ts';
import type { MessageLog } from './message-log.ts';
import type { Position, Segment } from './segment.ts';
import type { StoredMessage } from './types.ts';

/** A message that was never handed out. */
export interface Waiting extends Position {
  message: StoredMessage;
}

/** Reads the messages that wait from the front of the log on: of those behind it, nothing is in memory. */
export interface Cursor {
  /** The first that waits; messages with a delay are passed over. Undefined when none waits. */
  peek(): Waiting | undefined;
  /** The first is behind it now. */
  advance(): void;
}

/** Bytes that are read at a time. */
const CHUNK_BYTES = 65_536;

/** @param start The first message that waits; undefined when none does. */
export function createCursor(log: MessageLog, start: Position | undefined): Cursor {
  let segment = start?.segment ?? log.segments().at(-1);
  let number = start ? start.segment.first + start.at : log.end();
  let offset = start ? startOf(start) : (segment?.bytes() ?? 0);
  let chunk: Buffer = Buffer.alloc(0);
  let chunkOffset = 0;
  let next: Waiting | undefined;

  /** The segment that the next message lies in. */
  function settle(): Segment | undefined {
    if (number >= log.end()) return undefined;
    if (segment && number < segment.first + segment.count() && log.segments().includes(segment)) return segment;
    segment = log.segments().find(({ first, count }) => first + count() > number);
    if (!segment) return undefined;
    number = segment.first;
    offset = 0;
    chunk = Buffer.alloc(0);
    chunkOffset = 0;
    return segment;
  }

  function read(from: Segment): Waiting {
    let place = placeOfLine(chunk, offset - chunkOffset);
    // A message may be longer than a chunk.
    for (let size = CHUNK_BYTES; !place; size *= 4) {
      chunk = Buffer.allocUnsafeSlow(Math.min(size, from.bytes() - offset));
      chunkOffset = offset;
      from.readBytes(chunk, offset);
      place = placeOfLine(chunk, 0);
      if (!place && chunk.length === from.bytes() - offset) throw new Error(`Message ${number} is not on disk.`);
    }
    const message = JSON.parse(chunk.toString('utf8', place.offset, place.offset + place.bytes)) as StoredMessage;
    return {
      segment: from,
      at: number - from.first,
      offset: chunkOffset + place.offset,
      bytes: place.bytes,
      message,
    };
  }

  function advance(): void {
    offset = endOf(next!);
    number += 1;
    next = undefined;
  }

  return {
    peek() {
      if (next && settle() === next.segment) return next;
      for (;;) {
        const from = settle();
        next = from && read(from);
        if (next?.message.delayedUntilMs === undefined) return next;
        advance();
      }
    },
    advance,
  };
}
