import { createCursor } from './cursor.ts';
import { createKnownMessages } from './known-messages.ts';
import { DEDUPLICATION_MS } from './limits.ts';
import { openMessageLog } from './message-log.ts';
import { createFifoOrder, createStandardOrder, type Entry } from './order.ts';
import type { Position, Segment } from './segment.ts';
import type { Message, QueueCounts, SentMessage, StoredMessage } from './types.ts';

/** Bytes of messages in a file of a queue. Once all of its messages are gone, the file is. */
const SEGMENT_BYTES = 8 * 1024 * 1024;

/** The messages of a queue. What a call changes is on disk before it returns. */
export interface QueueState {
  send(message: StoredMessage): void;
  /** Takes over a message of another queue, but not again one that came over just before a kill. */
  adopt(message: StoredMessage): void;
  /** Up to `max` messages that may be handed out now. Each must then be hidden or removed. */
  take(nowMs: number, max: number): Entry[];
  /** Until `visibleMs`, handed out so many times. */
  hide(entry: Entry, visibleMs: number, receiveCount: number): void;
  remove(entry: Entry): void;
  /** A message that was handed out and is still there, by its number. */
  find(number: number): Entry | undefined;
  read(entry: Entry): Message;
  /** When a message that is hidden now may be handed out; undefined when none is hidden. */
  nextMs(nowMs: number): number | undefined;
  /** Removes what was sent by then. */
  dropExpired(newestExpiredMs: number): void;
  counts(): QueueCounts;
  /** Of FIFO queues: what was sent with an id in the last five minutes. */
  repeated(deduplicationId: string, nowMs: number): SentMessage | undefined;
  nextSequenceNumber(nowMs: number): string;
  close(): void;
}

export interface QueueStateOptions {
  /** Of this queue alone. */
  directory: string;
  isFifo: boolean;
  nowMs(): number;
  segmentBytes?: number;
}

/**
 * Takes up what lies in the directory. A standard queue has in memory only what was handed out or is delayed, not what waits for
 * its first receiver; a FIFO queue some numbers of each message.
 */
export function openQueueState({
  directory,
  isFifo,
  nowMs,
  segmentBytes = SEGMENT_BYTES,
}: QueueStateOptions): QueueState {
  const entries = new Map<number, Entry>();
  const known = createKnownMessages();
  /** None of `entries` was sent before. */
  let oldestEntryMs = Number.POSITIVE_INFINITY;
  /** The id of the message that was written last before this start. */
  let lastAtStart: string | undefined;
  let firstWaiting: Position | undefined;
  const found: Entry[] = [];

  const log = openMessageLog({
    directory,
    segmentBytes,
    nowMs,
    visit(position, message, change) {
      remember(message);
      lastAtStart = message.id;
      if (change && 'deleted' in change) return;
      if (change || !waits(message)) found.push(Object.assign(entryOf(position, message), change));
      else firstWaiting ??= position;
    },
  });
  const cursor = createCursor(log, firstWaiting);
  const peek = () => (isFifo ? undefined : cursor.peek());
  const order = isFifo
    ? createFifoOrder()
    : createStandardOrder({
        first: () => numberOf(peek()),
        shift() {
          const first = peek()!;
          cursor.advance();
          return entryOf(first, first.message);
        },
        end: log.end,
      });
  for (const entry of found.splice(0)) enter(entry);

  /** Nothing of such a message is in memory. */
  function waits({ delayedUntilMs }: StoredMessage): boolean {
    return !isFifo && delayedUntilMs === undefined;
  }
  function enter(entry: Entry): void {
    note(entry);
    order.add(entry);
  }
  function note(entry: Entry): void {
    entries.set(entry.number, entry);
    oldestEntryMs = Math.min(oldestEntryMs, entry.sentMs);
  }
  function remember({ id: messageId, sequenceNumber, deduplicationId, sentMs }: StoredMessage): void {
    if (deduplicationId !== undefined && sequenceNumber !== undefined) {
      known.remember(deduplicationId, sentMs, { messageId, sequenceNumber });
    }
  }
  function send(message: StoredMessage): void {
    const position = log.append(message);
    remember(message);
    if (!waits(message)) enter(entryOf(position, message));
    if (position.at === 0) dropSpent();
  }
  function remove(entry: Entry): void {
    entry.segment.change({ at: entry.at, deleted: true });
    forget(entry);
    if (entry.segment.live() === 0) dropSpent();
  }
  function forget(entry: Entry): void {
    order.remove(entry);
    entries.delete(entry.number);
  }
  /** What a FIFO queue has had in five minutes it must know after a restart too. */
  const isKnown = (segment: Segment): boolean => isFifo && segment.newestSentMs() + DEDUPLICATION_MS > nowMs();
  function dropSpent(): void {
    const current = log.segments().at(-1);
    log.drop((segment) => segment.live() === 0 && segment !== current && !isKnown(segment));
  }

  return {
    send,
    adopt(message) {
      if (message.id !== lastAtStart) send(message);
    },
    take: order.take,
    hide(entry, visibleMs, receiveCount) {
      const firstReceivedMs = entry.firstReceivedMs ?? nowMs();
      entry.segment.change({ at: entry.at, visibleMs, receiveCount, firstReceivedMs });
      Object.assign(entry, { visibleMs, receiveCount, firstReceivedMs });
      note(entry);
      order.hide(entry);
    },
    remove,
    find: (number) => entries.get(number),
    read({ segment, offset, bytes, visibleMs, receiveCount, firstReceivedMs }) {
      const { delayedUntilMs: _, ...message } = segment.read({ offset, bytes });
      return { ...message, visibleMs, receiveCount, ...(firstReceivedMs !== undefined && { firstReceivedMs }) };
    },
    nextMs: order.nextMs,
    dropExpired(newestExpiredMs) {
      const mayGo = (segment: Segment) => segment.newestSentMs() <= newestExpiredMs && !isKnown(segment);
      if (oldestEntryMs <= newestExpiredMs) {
        oldestEntryMs = Number.POSITIVE_INFINITY;
        for (const entry of entries.values()) {
          if (entry.sentMs > newestExpiredMs) oldestEntryMs = Math.min(oldestEntryMs, entry.sentMs);
          else if (mayGo(entry.segment)) forget(entry);
          else remove(entry);
        }
      }
      log.drop(mayGo);
      for (let first = peek(); first && first.message.sentMs <= newestExpiredMs; first = peek()) {
        cursor.advance();
        remove(entryOf(first, first.message));
      }
    },
    counts() {
      const now = nowMs();
      let [inFlight, delayed] = [0, 0];
      let oldestMs = peek()?.message.sentMs ?? Number.POSITIVE_INFINITY;
      for (const { visibleMs, receiveCount, sentMs } of entries.values()) {
        if (visibleMs > now && receiveCount > 0) inFlight += 1;
        else if (visibleMs > now) delayed += 1;
        oldestMs = Math.min(oldestMs, sentMs);
      }
      const live = log.segments().reduce((sum, segment) => sum + segment.live(), 0);
      return { visible: live - inFlight - delayed, inFlight, delayed, ageOfOldestMs: live > 0 ? now - oldestMs : 0 };
    },
    repeated: known.repeated,
    nextSequenceNumber: known.nextSequenceNumber,
    close: log.close,
  };
}

const numberOf = (position: Position | undefined): number | undefined =>
  position && position.segment.first + position.at;

function entryOf({ segment, at, offset, bytes }: Position, message: StoredMessage): Entry {
  const { sentMs, groupId, delayedUntilMs: visibleMs = sentMs } = message;
  const number = segment.first + at;
  return {
    segment,
    at,
    offset,
    bytes,
    number,
    sentMs,
    visibleMs,
    receiveCount: 0,
    firstReceivedMs: undefined,
    groupId,
  };
}
