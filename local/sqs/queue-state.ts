import { DEDUPLICATION_MS } from './limits.ts';
import { createFifoOrder, createStandardOrder } from './order.ts';
import type { Message, SentMessage } from './types.ts';

/** What happens to a queue, as its journal keeps it. */
export type QueueChange =
  | { type: 'sent'; message: Message }
  /** The message was handed out, or its visibility changed. */
  | { type: 'hidden'; id: string; visibleMs: number; receiveCount: number; firstReceivedMs: number }
  | { type: 'deleted'; id: string }
  /** A FIFO queue has had a message with that id. */
  | { type: 'known'; deduplicationId: string; atMs: number; sent: SentMessage };

export type QueueState = ReturnType<typeof createQueueState>;

/** The messages of a queue. The same changes in the same order make the same state. */
export function createQueueState(isFifo: boolean) {
  const order = isFifo ? createFifoOrder() : createStandardOrder();
  const messages = new Map<string, Message>();
  const known = new Map<string, { atMs: number; sent: SentMessage }>();
  let newestSequence = 0n;

  const remember = (deduplicationId: string, atMs: number, sent: SentMessage): void => {
    known.delete(deduplicationId);
    known.set(deduplicationId, { atMs, sent });
    newestSequence = max(newestSequence, BigInt(sent.sequenceNumber ?? 0));
  };
  const forgetOld = (nowMs: number): void => {
    for (const [id, { atMs }] of known) {
      if (atMs + DEDUPLICATION_MS > nowMs) break;
      known.delete(id);
    }
  };

  return {
    messages: messages as ReadonlyMap<string, Message>,
    apply(change: QueueChange): void {
      switch (change.type) {
        case 'sent': {
          const { message } = change;
          const before = messages.get(message.id);
          if (before) order.remove(before);
          messages.set(message.id, message);
          order.add(message);
          const { id: messageId, sequenceNumber, deduplicationId, sentMs } = message;
          if (deduplicationId !== undefined && sequenceNumber !== undefined) {
            remember(deduplicationId, sentMs, { messageId, sequenceNumber });
          }
          return;
        }
        case 'hidden': {
          const message = messages.get(change.id);
          if (!message) return;
          const { visibleMs, receiveCount, firstReceivedMs } = change;
          Object.assign(message, { visibleMs, receiveCount, firstReceivedMs });
          order.hide(message);
          return;
        }
        case 'deleted': {
          const message = messages.get(change.id);
          if (message) order.remove(message);
          messages.delete(change.id);
          return;
        }
        case 'known':
          remember(change.deduplicationId, change.atMs, change.sent);
      }
    },
    take: order.take,
    nextMs: order.nextMs,
    /** What was sent with an id in the last five minutes. */
    repeated(deduplicationId: string, nowMs: number): SentMessage | undefined {
      forgetOld(nowMs);
      return known.get(deduplicationId)?.sent;
    },
    /** 20 digits, greater than every one before, also over a restart. */
    nextSequenceNumber(nowMs: number): string {
      newestSequence = max(newestSequence + 1n, BigInt(nowMs) * 1_000_000n);
      return String(newestSequence).padStart(20, '0');
    },
    /** Changes that make this state out of nothing. */
    changes(nowMs: number): QueueChange[] {
      forgetOld(nowMs);
      return [
        ...[...known].map(([deduplicationId, one]): QueueChange => ({ type: 'known', deduplicationId, ...one })),
        ...[...messages.values()].map((message): QueueChange => ({ type: 'sent', message })),
      ];
    },
  };
}

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
