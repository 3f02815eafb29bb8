import { DEDUPLICATION_MS } from './limits.ts';
import type { SentMessage } from './types.ts';

/** What a FIFO queue remembers of what was sent: by deduplication id, five minutes long; and its newest sequence number. */
export function createKnownMessages() {
  const known = new Map<string, { atMs: number; sent: SentMessage }>();
  let newestSequence = 0n;

  const forgetOld = (nowMs: number): void => {
    for (const [id, { atMs }] of known) {
      if (atMs + DEDUPLICATION_MS > nowMs) break;
      known.delete(id);
    }
  };

  return {
    remember(deduplicationId: string, atMs: number, sent: SentMessage): void {
      known.delete(deduplicationId);
      known.set(deduplicationId, { atMs, sent });
      newestSequence = max(newestSequence, BigInt(sent.sequenceNumber ?? 0));
    },
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
  };
}

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
