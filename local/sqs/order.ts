import type { Message } from './types.ts';

/** In which order a queue hands out its messages. */
export interface Order {
  add(message: Message): void;
  /** Up to `max` messages that may be handed out now. Each must then be hidden or removed. */
  take(nowMs: number, max: number): Message[];
  /** The message is to come back at its `visibleMs`. */
  hide(message: Message): void;
  remove(message: Message): void;
  /** When a message that is hidden now may be handed out; undefined when none is hidden. */
  nextMs(nowMs: number): number | undefined;
}

/** Oldest first, but what comes back from a receiver comes last. */
export function createStandardOrder(): Order {
  const ready = new Map<string, Message>();
  const hidden = new Map<string, Message>();
  let nextMs = Number.POSITIVE_INFINITY;

  function release(nowMs: number): void {
    if (nowMs < nextMs) return;
    nextMs = Number.POSITIVE_INFINITY;
    for (const [id, message] of hidden) {
      if (message.visibleMs > nowMs) nextMs = Math.min(nextMs, message.visibleMs);
      else {
        hidden.delete(id);
        ready.set(id, message);
      }
    }
  }

  function hide(message: Message): void {
    ready.delete(message.id);
    hidden.set(message.id, message);
    nextMs = Math.min(nextMs, message.visibleMs);
  }

  return {
    add: hide,
    hide,
    take(nowMs, max) {
      release(nowMs);
      const taken: Message[] = [];
      for (const message of ready.values()) {
        if (taken.length === max) break;
        ready.delete(message.id);
        taken.push(message);
      }
      return taken;
    },
    remove({ id }) {
      ready.delete(id);
      hidden.delete(id);
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
  const groups = new Map<string, Message[]>();

  /** Those that were handed out before come first in a group. */
  const freeMs = (group: Message[]): number => {
    let ms = group[0]!.visibleMs;
    for (const { receiveCount, visibleMs } of group) {
      if (receiveCount === 0) break;
      ms = Math.max(ms, visibleMs);
    }
    return ms;
  };

  return {
    add(message) {
      const group = groups.get(message.groupId!) ?? [];
      groups.set(message.groupId!, group);
      group.push(message);
    },
    // A message keeps its place in its group.
    hide() {},
    take(nowMs, max) {
      const taken: Message[] = [];
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
    remove(message) {
      const group = groups.get(message.groupId!) ?? [];
      const at = group.indexOf(message);
      if (at >= 0) group.splice(at, 1);
      if (group.length === 0) groups.delete(message.groupId!);
    },
    nextMs(nowMs) {
      const blocked = [...groups.values()].map(freeMs).filter((ms) => ms > nowMs);
      return blocked.length > 0 ? Math.min(...blocked) : undefined;
    },
  };
}
