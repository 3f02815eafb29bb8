import { createCursor } from './cursor.ts';
import { createKnownMessages } from './known-messages.ts';
import { DEDUPLICATION_MS } from './limits.ts';
import { openMessageLog, type Position } from './message-log.ts';
import { createFifoOrder, createStandardOrder, type Entry } from './order.ts';
import type { Segment } from './segment.ts';
import type { Message, StoredMessage } from './types.ts';

/** Bytes of messages in a file of a queue. Once all of its messages are gone, the file is. */
const SEGMENT_BYTES = 8 * 1024 * 1024;

export type QueueState = ReturnType<typeof openQueueState>;

export interface QueueStateOptions {
  /** Of this queue alone. */
  directory: string;
  isFifo: boolean;
  nowMs(): number;
  segmentBytes?: number;
}

/**
 * The messages of a queue. Everything is on disk before a call returns, and opening it again gives the same state. In memory
 * are only messages that were handed out or are delayed, with a FIFO queue a few numbers of each, and nothing else that grows.
 */
export function openQueueState({ directory, isFifo, nowMs, segmentBytes = SEGMENT_BYTES }: QueueStateOptions) {
  const entries = new Map<number, Entry>();
  const known = createKnownMessages();
  /** Of those in `entries`, the oldest was not sent before this. */
  let oldestEntryMs = Number.POSITIVE_INFINITY;
  let lastAtStart: string | undefined;
  let start: { number: number; offset: number } | undefined;

  const entryOf = (position: Position, message: StoredMessage): Entry => ({
    ...position,
    number: position.segment.first + position.at,
    sentMs: message.sentMs,
    visibleMs: message.delayedUntilMs ?? message.sentMs,
    receiveCount: 0,
    firstReceivedMs: undefined,
    groupId: message.groupId,
  });
  const enter = (entry: Entry): void => {
    entries.set(entry.number, entry);
    oldestEntryMs = Math.min(oldestEntryMs, entry.sentMs);
  };
  const remember = ({ id: messageId, sequenceNumber, deduplicationId, sentMs }: StoredMessage): void => {
    if (deduplicationId !== undefined && sequenceNumber !== undefined) {
      known.remember(deduplicationId, sentMs, { messageId, sequenceNumber });
    }
  };

  const found: { first: number; entry: Omit<Entry, 'segment'> }[] = [];
  const log = openMessageLog({
    directory,
    segmentBytes,
    nowMs,
    visit(first, message, place, change, at) {
      remember(message);
      lastAtStart = message.id;
      if (change && 'deleted' in change) return;
      if (!change && !isFifo && message.delayedUntilMs === undefined) {
        start ??= { number: first + at, offset: place.offset };
        return;
      }
      const { segment: _, ...entry } = entryOf({ segment: undefined as never, at, ...place }, message);
      found.push({ first, entry: { ...entry, number: first + at, ...change } });
    },
  });
  return { entries, known, log, lastAtStart, found, start, enter, entryOf, remember, oldestEntryMs };
}
