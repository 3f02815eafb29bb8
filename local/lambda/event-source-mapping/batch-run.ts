import type { Clock } from '../../clock.ts';
import type { InvokeResult } from '../types.ts';
import { eventOf } from './gather.ts';
import { backoffMs, INVOKE_RETRY_MS } from './pacing.ts';
import { type Item, type Piece, type RetryPolicy, stepAfter } from './piece.ts';
import { judge, type Verdict } from './verdict.ts';
import { wait } from './wait.ts';

/** Records that are given up, and why. */
export interface Discarded {
  items: Item[];
  condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded';
  invocations: number;
  /** Of the last attempt; null where the function answered, but not as a batch report. */
  functionError: 'Unhandled' | null;
}

export interface BatchRunOptions {
  clock: Clock;
  /** Throws when the function could not be invoked, such as when it is gone: that is tried again until the records expire. */
  invoke(payload: string): Promise<InvokeResult>;
  reportsItemFailures: boolean;
  policy: RetryPolicy;
  /** `Infinity` without a limit. */
  recordAgeMsMax: number;
  /** The sequence number of the oldest record that the stream still has. */
  oldestKept(): Promise<string | undefined>;
  /** Resolves with true once the destination has the records, with false when `stopping` came first. */
  discard(discarded: Discarded): Promise<boolean>;
  onInvoke(items: Item[]): void;
  onVerdict(verdict: Verdict | 'not-invoked'): void;
  /** That many records were processed. */
  onProcessed(count: number): void;
  /** Ends the run after the invocation under way; what is left is not settled. */
  stopping: AbortSignal;
}

/** Carries one batch to its end: every record of it is processed or discarded, and settled, in order. */
export async function runBatch(items: Item[], options: BatchRunOptions): Promise<void> {
  const { clock, policy, reportsItemFailures, discard, onInvoke, onVerdict, onProcessed, stopping } = options;
  const pieces: Piece[] = [{ items, retries: 0, invocations: 0 }];
  let failuresInARow = 0;

  /** Undefined when the function could not be invoked. */
  const attempt = async (piece: Piece): Promise<Verdict | undefined> => {
    onInvoke(piece.items);
    const result = await options.invoke(eventOf(piece.items)).catch(() => undefined);
    const numbers = piece.items.map(({ record }) => record.sequenceNumber);
    const verdict = result && judge(result, numbers, reportsItemFailures);
    onVerdict(verdict ?? 'not-invoked');
    return verdict;
  };

  const giveUp = async (discarded: Discarded): Promise<void> => {
    if (await discard(discarded)) settle(discarded.items);
  };

  while (pieces.length > 0 && !stopping.aborted) {
    const piece = await dropExpired(pieces.shift()!, failuresInARow > 0, options, giveUp);
    if (stopping.aborted || piece.items.length === 0) continue;
    const verdict = await attempt(piece);
    if (!verdict) {
      pieces.unshift(piece);
      failuresInARow += 1;
      await wait(clock, backoffMs(INVOKE_RETRY_MS, failuresInARow), stopping);
      continue;
    }
    const { done, next, discarded, waits } = stepAfter(piece, verdict, policy);
    onProcessed(done.length);
    settle(done);
    pieces.unshift(...next);
    failuresInARow = waits ? failuresInARow + 1 : 0;
    if (waits) await wait(clock, backoffMs(INVOKE_RETRY_MS, failuresInARow), stopping);
    if (discarded && verdict.type !== 'success') {
      const functionError = verdict.type === 'failed' ? verdict.functionError : null;
      await giveUp({ ...discarded, condition: 'RetryAttemptsExhausted', functionError });
    }
  }
}

/** Records that are older than the mapping allows, or that the stream no longer has, are not handed to the function any more. */
async function dropExpired(
  piece: Piece,
  isRetry: boolean,
  { clock, recordAgeMsMax, oldestKept }: BatchRunOptions,
  giveUp: (discarded: Discarded) => Promise<void>,
): Promise<Piece> {
  const newestExpiredMs = clock.now() - recordAgeMsMax;
  const oldest = isRetry ? await oldestKept() : '';
  const isExpired = ({ record }: Item) =>
    record.arrivalMs < newestExpiredMs || oldest === undefined || record.sequenceNumber < oldest;
  const expired = piece.items.filter(isExpired);
  if (expired.length === 0) return piece;
  const { invocations } = piece;
  await giveUp({ items: expired, condition: 'RecordAgeExceeded', invocations, functionError: null });
  return { ...piece, items: piece.items.filter((item) => !isExpired(item)) };
}

function settle(items: Item[]): void {
  for (const item of items) item.settle();
}
