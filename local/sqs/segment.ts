import { join } from 'node:path';
import { lineOf, type Place, placeIn, readLines } from './lines.ts';
import type { OpenFiles } from './open-files.ts';
import type { StoredMessage } from './types.ts';

/** A message's place in a queue's log. */
export interface Position extends Place {
  segment: Segment;
  /** Counts the segment's messages from 0. */
  at: number;
}

/** What happened to a message of a segment; the last one holds. `at` counts the segment's messages from 0. */
export type MessageChange =
  | { at: number; deleted: true }
  /** It was handed out, or its visibility changed. */
  | { at: number; visibleMs: number; receiveCount: number; firstReceivedMs: number };

/** Messages that were sent one after another: a file with them and a file with what happened to them since. */
export interface Segment {
  /** The number of its first message; the others follow without a gap. */
  readonly first: number;
  /** Messages, with those that are gone. */
  count(): number;
  /** Messages that are not gone. */
  live(): number;
  bytes(): number;
  /** Of its newest message, milliseconds by the stack's clock. */
  newestSentMs(): number;
  append(message: StoredMessage): Place;
  change(change: MessageChange): void;
  read(place: Place): StoredMessage;
  /** Fills `into` from a place in the messages' file on; answers how many bytes there were. */
  readBytes(into: Buffer, offset: number): number;
  remove(): void;
}

/** Changes are looked at when there are so many, and rewritten when less than half of them still matter. */
const CHANGES_MIN = 2_000;

/** What a segment holds when it is opened, in the order of sending; without a change the message was never touched. */
export type VisitMessage = (position: Position, message: StoredMessage, change: MessageChange | undefined) => void;

/** Takes up what its files hold; without files it is a new one. */
export function openSegment(directory: string, first: number, files: OpenFiles, visit: VisitMessage): Segment {
  const messagesPath = join(directory, messagesFile(first));
  const changesPath = join(directory, `${first}.changes`);
  let [count, live, bytes, newestSentMs] = [0, 0, 0, 0];
  let [changeLines, compactAtLines] = [0, CHANGES_MIN];
  const lastChanges = () => {
    const changes = new Map<number, MessageChange>();
    changeLines = 0;
    readLines<MessageChange>(changesPath, (change) => {
      changes.set(change.at, change);
      changeLines += 1;
    });
    return changes;
  };
  const compact = (): void => {
    const changes = [...lastChanges().values()];
    if (changes.length * 2 < changeLines) {
      files.replace(changesPath, Buffer.concat(changes.map(lineOf)));
      changeLines = changes.length;
    }
    compactAtLines = Math.max(CHANGES_MIN, 2 * changeLines);
  };
  const note = (message: StoredMessage): void => {
    count += 1;
    live += 1;
    newestSentMs = Math.max(newestSentMs, message.sentMs);
  };

  const segment: Segment = {
    first,
    count: () => count,
    live: () => live,
    bytes: () => bytes,
    newestSentMs: () => newestSentMs,
    append(message) {
      const line = lineOf(message);
      files.append(messagesPath, line);
      const place = placeIn(bytes, line.length);
      bytes += line.length;
      note(message);
      return place;
    },
    change(change) {
      files.append(changesPath, lineOf(change));
      if ('deleted' in change) live -= 1;
      changeLines += 1;
      if (changeLines >= compactAtLines) compact();
    },
    read(place) {
      const json = Buffer.allocUnsafe(place.bytes);
      files.read(messagesPath, json, place.offset);
      return JSON.parse(json.toString()) as StoredMessage;
    },
    readBytes: (into, offset) => files.read(messagesPath, into, offset),
    remove() {
      // Without its messages the other file has no effect.
      files.remove(messagesPath);
      files.remove(changesPath);
    },
  };

  const changes = lastChanges();
  bytes = readLines<StoredMessage>(messagesPath, (message, place) => {
    const change = changes.get(count);
    visit({ segment, at: count, ...place }, message, change);
    note(message);
    if (change && 'deleted' in change) live -= 1;
  });
  return segment;
}

const messagesFile = (first: number): string => `${first}.messages`;

/** The number of a segment's first message by the name of its messages' file; undefined for another file. */
export function firstOf(file: string): number | undefined {
  const first = /^(\d+)\.messages$/.exec(file)?.[1];
  return first === undefined ? undefined : Number(first);
}
