import type { Position } from './segment.ts';

/** What a queue keeps in memory of a message that does not simply wait for its first receiver. Times are the stack's, ms. */
export interface Entry extends Position {
  number: number;
  sentMs: number;
  visibleMs: number;
  receiveCount: number;
  firstReceivedMs: number | undefined;
  /** Of FIFO queues. */
  groupId: string | undefined;
}

/** In which order a queue hands out its messages. */
export interface Order {
  add(entry: Entry): void;
  /** Up to `max` messages that may be handed out now. Each must then be hidden or removed. */
  take(nowMs: number, max: number): Entry[];
  /** The message is to come back at its `visibleMs`. */
  hide(entry: Entry): void;
  remove(entry: Entry): void;
  /** When a message that is hidden now may be handed out; undefined when none is hidden. */
  nextMs(nowMs: number): number | undefined;
}

/** Messages that wait in the order of sending. */
export interface WaitingLine {
  /** The number of the first; undefined when none waits. */
  first(): number | undefined;
  shift(): Entry;
  /** The number that the next one to be sent will get. */
  end(): number;
}

/** Oldest first, but what comes back from a receiver comes behind those that wait then. */
export function createStandardOrder(waiting: WaitingLine): Order {
  const ready = new Map<Entry, { behind: number }>();
  const hidden = new Set<Entry>();
  let nextMs = Number.POSITIVE_INFINITY;

  function release(nowMs: number): void {
    if (nowMs < nextMs) return;
    nextMs = Number.POSITIVE_INFINITY;
    for (const entry of hidden) {
      if (entry.visibleMs > nowMs) nextMs = Math.min(nextMs, entry.visibleMs);
      else {
        hidden.delete(entry);
        ready.set(entry, { behind: waiting.end() });
      }
    }
  }

  function hide(entry: Entry): void {
    ready.delete(entry);
    hidden.add(entry);
    nextMs = Math.min(nextMs, entry.visibleMs);
  }

  function takeOne(): Entry | undefined {
    const [back] = ready;
    const first = waiting.first();
    if (first !== undefined && first < (back?.[1].behind ?? Number.POSITIVE_INFINITY)) return waiting.shift();
    if (back) ready.delete(back[0]);
    return back?.[0];
  }

  return {
    add: hide,
    hide,
    take(nowMs, max) {
      release(nowMs);
      const taken: Entry[] = [];
      while (taken.length < max) {
        const entry = takeOne();
        if (!entry) break;
        taken.push(entry);
      }
      return taken;
    },
    remove(entry) {
      ready.delete(entry);
      hidden.delete(entry);
    },
    nextMs(nowMs) {
      release(nowMs);
      return Number.isFinite(nextMs) ? nextMs : undefined;
    },
  };
}

/**
 * The messages of a group in the order they were sent, none while one of the group is in flight. A group that was served comes
 * after the others.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagegroupid-property.html
 */
export function createFifoOrder(): Order {
  const groups = new Map<string, Entry[]>();

  /** Those that were handed out before come first in a group. */
  const freeMs = (group: Entry[]): number => {
    let ms = group[0]!.visibleMs;
    for (const { receiveCount, visibleMs } of group) {
      if (receiveCount === 0) break;
      ms = Math.max(ms, visibleMs);
    }
    return ms;
  };

  return {
    add(entry) {
      const group = groups.get(entry.groupId!) ?? [];
      groups.set(entry.groupId!, group);
      // One text for all of a group.
      if (group[0]) entry.groupId = group[0].groupId;
      group.push(entry);
    },
    // A message keeps its place in its group.
    hide() {},
    take(nowMs, max) {
      const taken: Entry[] = [];
      for (const [id, group] of [...groups]) {
        if (taken.length === max) break;
        if (freeMs(group) > nowMs) continue;
        const visible = group.findIndex(({ visibleMs }) => visibleMs > nowMs);
        taken.push(...group.slice(0, Math.min(max - taken.length, visible < 0 ? group.length : visible)));
        groups.delete(id);
        groups.set(id, group);
      }
      return taken;
    },
    remove(entry) {
      const group = groups.get(entry.groupId!) ?? [];
      const at = group.indexOf(entry);
      if (at >= 0) group.splice(at, 1);
      if (group.length === 0) groups.delete(entry.groupId!);
    },
    nextMs(nowMs) {
      const blocked = [...groups.values()].map(freeMs).filter((ms) => ms > nowMs);
      return blocked.length > 0 ? Math.min(...blocked) : undefined;
    },
  };
}
