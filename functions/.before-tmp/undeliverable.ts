import { type UndeliverableRecord, undeliverableKey, undeliverableObject } from '../../shared/stream-record-failure.ts';
import { eachAtOnce } from './at-once.ts';
import type { FailureStore } from './failure-store.ts';
import { callMsMax, storesAtOnce } from './limits.ts';

export interface StoreConditions {
  functionArn: string;
  requestId: string;
  now: () => number;
  /** Nothing is stored from then on, milliseconds by `now`. */
  deadlineMs: number;
}

/** Puts undeliverable records to the failure destination, in order. Answers, for each, whether it is there. Never throws. */
export async function storeUndeliverable(
  records: readonly UndeliverableRecord[],
  store: FailureStore,
  { functionArn, requestId, now, deadlineMs }: StoreConditions,
): Promise<boolean[]> {
  const stored = records.map(() => false);
  await eachAtOnce([...records.entries()], storesAtOnce, async ([index, record]) => {
    const nowMs = now();
    if (nowMs >= deadlineMs) return;
    try {
      const body = undeliverableObject(record, { functionArn, requestId, nowMs });
      await store.put(undeliverableKey(record, nowMs), body, Math.min(callMsMax, deadlineMs - nowMs));
      stored[index] = true;
    } catch {
      // It counts as failed: the batch is told again, and in the end Lambda itself puts it there.
    }
  });
  return stored;
}
