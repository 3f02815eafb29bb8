import { hash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { invalidParameter, messageNotInflight, receiptHandleIsInvalid } from './errors.ts';
import { checkMessage } from './message-check.ts';
import type { Entry } from './order.ts';
import type { QueueState } from './queue-state.ts';
import { decodeReceipt, encodeReceipt } from './receipt-handle.ts';
import type { QueueSettings } from './settings.ts';
import type { Message, NewMessage, QueueCounts, SentMessage, StoredMessage } from './types.ts';

export interface Received {
  message: Message;
  receiptHandle: string;
}

/** One queue. Everything is on disk before it is answered. Errors are SQS's. */
export interface Queue {
  readonly settings: QueueSettings;
  send(message: NewMessage): SentMessage;
  /** Takes over a message of another queue. */
  adopt(message: Message): void;
  /** Up to `max` messages; waits for the first one as long as it may. */
  receive(options: { max: number; visibilityTimeoutMs?: number; waitMs?: number }): Promise<Received[]>;
  delete(receiptHandle: string): void;
  changeVisibility(receiptHandle: string, timeoutMs: number): void;
  counts(): QueueCounts;
  close(): void;
}

export interface QueueDependencies {
  settings: QueueSettings;
  clock: Clock;
  newId: () => string;
  state: QueueState;
  /** Moves a message that was received too often; false when the dead-letter queue is not there. */
  moveToDeadLetters(message: Message): boolean;
  onChange(what: 'sent' | 'received' | 'deleted'): void;
}

export function createQueue(dependencies: QueueDependencies): Queue {
  const { settings, clock, newId, state, moveToDeadLetters, onChange } = dependencies;
  const { isFifo, redrive } = settings;
  let closed = false;
  /** Wakes receivers that wait. */
  const waiting = new Set<() => void>();
  const wake = (): void => {
    for (const resolve of waiting) resolve();
  };

  const dropExpired = (): void => state.dropExpired(clock.now() - settings.retentionMs);
  const isInFlight = ({ receiveCount, visibleMs }: Entry): boolean => receiveCount > 0 && visibleMs > clock.now();

  const take = (max: number, timeoutMs: number): Received[] => {
    dropExpired();
    for (;;) {
      const candidates = state.take(clock.now(), max);
      const alive = candidates.filter((entry) => !isBuried(entry));
      if (alive.length > 0 || candidates.length === 0) return alive.map((entry) => handOut(entry, timeoutMs));
    }
  };
  /** What was received too often leaves the queue when it would be handed out once more. */
  const isBuried = (entry: Entry): boolean => {
    const isDead = redrive !== undefined && entry.receiveCount >= redrive.maxReceiveCount;
    if (!isDead || !moveToDeadLetters(state.read(entry))) return false;
    state.remove(entry);
    return true;
  };
  const handOut = (entry: Entry, timeoutMs: number): Received => {
    state.hide(entry, clock.now() + timeoutMs, entry.receiveCount + 1);
    const message = state.read(entry);
    const { number, receiveCount } = entry;
    return {
      message,
      receiptHandle: encodeReceipt({ queueName: settings.name, messageId: message.id, number, receiveCount }),
    };
  };

  /** The message of a handle, if it is still there. */
  const find = (handle: string): { entry: Entry | undefined; isCurrent: boolean } => {
    const receipt = decodeReceipt(handle, settings.name);
    if (!receipt) throw receiptHandleIsInvalid(handle);
    const entry = state.find(receipt.number);
    const isCurrent = entry !== undefined && entry.receiveCount === receipt.receiveCount && isInFlight(entry);
    return { entry, isCurrent };
  };

  return {
    settings,
    send(given) {
      checkMessage(given, settings);
      const nowMs = clock.now();
      const deduplicationId = isFifo ? (given.deduplicationId ?? hash('sha256', given.body)) : undefined;
      const repeated = deduplicationId === undefined ? undefined : state.repeated(deduplicationId, nowMs);
      if (repeated) return repeated;
      const { groupId } = given;
      const delayMs = given.delayMs ?? settings.delayMs;
      const message: StoredMessage = {
        id: newId(),
        body: given.body,
        attributes: given.attributes ?? {},
        sentMs: nowMs,
        ...(delayMs > 0 && { delayedUntilMs: nowMs + delayMs }),
        ...(groupId !== undefined && { groupId }),
        ...(deduplicationId !== undefined && { deduplicationId, sequenceNumber: state.nextSequenceNumber(nowMs) }),
      };
      state.send(message);
      onChange('sent');
      wake();
      const { id: messageId, sequenceNumber } = message;
      return { messageId, ...(sequenceNumber !== undefined && { sequenceNumber }) };
    },
    adopt({ receiveCount: _count, visibleMs: _visible, firstReceivedMs: _first, ...message }) {
      state.adopt(message);
      onChange('sent');
      wake();
    },
    async receive({ max, visibilityTimeoutMs = settings.visibilityTimeoutMs, waitMs = settings.waitMs }) {
      const untilMs = clock.now() + waitMs;
      for (;;) {
        if (closed) return [];
        const received = take(max, visibilityTimeoutMs);
        if (received.length > 0) onChange('received');
        const nowMs = clock.now();
        if (received.length > 0 || nowMs >= untilMs) return received;
        const nextMs = Math.min(untilMs, state.nextMs(nowMs) ?? untilMs);
        await new Promise<void>((resolve) => {
          const finish = () => {
            cancel();
            waiting.delete(finish);
            resolve();
          };
          const cancel = clock.after(nextMs - nowMs, finish);
          waiting.add(finish);
        });
      }
    },
    delete(handle) {
      const { entry, isCurrent } = find(handle);
      if (!entry) return;
      if (isFifo && !isCurrent) {
        throw invalidParameter(
          `Value ${handle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
        );
      }
      state.remove(entry);
      onChange('deleted');
      // The next of the group may be free now.
      if (isFifo) wake();
    },
    changeVisibility(handle, timeoutMs) {
      const { entry, isCurrent } = find(handle);
      if (!entry || !isCurrent) throw messageNotInflight();
      state.hide(entry, clock.now() + timeoutMs, entry.receiveCount);
      wake();
    },
    counts() {
      dropExpired();
      return state.counts();
    },
    close() {
      closed = true;
      wake();
      state.close();
    },
  };
}
