import { hash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { invalidParameter, messageNotInflight, receiptHandleIsInvalid } from './errors.ts';
import type { Journal } from './journal.ts';
import { checkMessage } from './message-check.ts';
import type { QueueChange, QueueState } from './queue-state.ts';
import { decodeReceipt, encodeReceipt } from './receipt-handle.ts';
import type { QueueSettings } from './settings.ts';
import type { Message, NewMessage, SentMessage } from './types.ts';

export interface Received {
  message: Message;
  receiptHandle: string;
}

export interface QueueCounts {
  visible: number;
  inFlight: number;
  delayed: number;
  /** Milliseconds; 0 without messages. */
  ageOfOldestMs: number;
}

/** One queue. Everything is in its journal before it is answered. Errors are SQS's. */
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
  journal: Journal<QueueChange>;
  /** Moves a message that was received too often; false when the dead-letter queue is not there. */
  moveToDeadLetters(message: Message): boolean;
  onChange(what: 'sent' | 'received' | 'deleted'): void;
}

/** A journal is looked at when it is this long, and rewritten when less than half of it still matters. */
const JOURNAL_LINES_MIN = 2_000;

export function createQueue(dependencies: QueueDependencies): Queue {
  const { settings, clock, newId, state, journal, moveToDeadLetters, onChange } = dependencies;
  const { isFifo, redrive } = settings;
  let closed = false;
  let compactAtLines = JOURNAL_LINES_MIN;
  /** Wakes receivers that wait. */
  const waiting = new Set<() => void>();
  const wake = (): void => {
    for (const resolve of waiting) resolve();
  };

  const apply = (change: QueueChange): void => {
    journal.append(change);
    state.apply(change);
    if (journal.length() < compactAtLines) return;
    const changes = state.changes(clock.now());
    if (changes.length * 2 < journal.length()) journal.rewrite(changes);
    compactAtLines = Math.max(JOURNAL_LINES_MIN, 2 * journal.length());
  };
  const dropExpired = (): void => {
    const newestExpiredMs = clock.now() - settings.retentionMs;
    for (const { id, sentMs } of state.messages.values()) {
      if (sentMs > newestExpiredMs) return;
      apply({ type: 'deleted', id });
    }
  };
  const isInFlight = ({ receiveCount, visibleMs }: Message): boolean => receiveCount > 0 && visibleMs > clock.now();

  const take = (max: number, timeoutMs: number): Received[] => {
    dropExpired();
    for (;;) {
      const candidates = state.take(clock.now(), max);
      const alive = candidates.filter((message) => !isBuried(message));
      if (alive.length > 0 || candidates.length === 0) return alive.map((message) => handOut(message, timeoutMs));
    }
  };
  /** What was received too often leaves the queue when it would be handed out once more. */
  const isBuried = (message: Message): boolean => {
    const isDead = redrive !== undefined && message.receiveCount >= redrive.maxReceiveCount;
    if (!isDead || !moveToDeadLetters(message)) return false;
    apply({ type: 'deleted', id: message.id });
    return true;
  };
  const handOut = (message: Message, timeoutMs: number): Received => {
    hide(message, clock.now() + timeoutMs, message.receiveCount + 1);
    const { id: messageId, receiveCount } = message;
    return {
      message: { ...message },
      receiptHandle: encodeReceipt({ queueName: settings.name, messageId, receiveCount }),
    };
  };
  const hide = (message: Message, visibleMs: number, receiveCount: number): void => {
    const firstReceivedMs = message.firstReceivedMs ?? clock.now();
    apply({ type: 'hidden', id: message.id, visibleMs, receiveCount, firstReceivedMs });
  };

  /** The message of a handle, if it is still there. */
  const find = (handle: string): { message: Message | undefined; isCurrent: boolean } => {
    const receipt = decodeReceipt(handle, settings.name);
    if (!receipt) throw receiptHandleIsInvalid(handle);
    const message = state.messages.get(receipt.messageId);
    const isCurrent = message !== undefined && message.receiveCount === receipt.receiveCount && isInFlight(message);
    return { message, isCurrent };
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
      const message: Message = {
        id: newId(),
        body: given.body,
        attributes: given.attributes ?? {},
        sentMs: nowMs,
        visibleMs: nowMs + (given.delayMs ?? settings.delayMs),
        receiveCount: 0,
        ...(groupId !== undefined && { groupId }),
        ...(deduplicationId !== undefined && { deduplicationId, sequenceNumber: state.nextSequenceNumber(nowMs) }),
      };
      apply({ type: 'sent', message });
      onChange('sent');
      wake();
      const { id: messageId, sequenceNumber } = message;
      return { messageId, ...(sequenceNumber !== undefined && { sequenceNumber }) };
    },
    adopt(message) {
      apply({ type: 'sent', message: { ...message, receiveCount: 0, visibleMs: clock.now() } });
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
      const { message, isCurrent } = find(handle);
      if (!message) return;
      if (isFifo && !isCurrent) {
        throw invalidParameter(
          `Value ${handle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
        );
      }
      apply({ type: 'deleted', id: message.id });
      onChange('deleted');
      // The next of the group may be free now.
      if (isFifo) wake();
    },
    changeVisibility(handle, timeoutMs) {
      const { message, isCurrent } = find(handle);
      if (!message || !isCurrent) throw messageNotInflight();
      hide(message, clock.now() + timeoutMs, message.receiveCount);
      wake();
    },
    counts() {
      dropExpired();
      let [inFlight, delayed] = [0, 0];
      for (const message of state.messages.values()) {
        if (isInFlight(message)) inFlight += 1;
        else if (message.visibleMs > clock.now()) delayed += 1;
      }
      const [oldest] = state.messages.values();
      const visible = state.messages.size - inFlight - delayed;
      return { visible, inFlight, delayed, ageOfOldestMs: oldest ? clock.now() - oldest.sentMs : 0 };
    },
    close() {
      closed = true;
      wake();
      journal.close();
    },
  };
}
