import type { SourceRecord } from './source.ts';
import type { Verdict } from './verdict.ts';

/** A record on its way through a lane. */
export interface Item {
  record: SourceRecord;
  /** Of its text. */
  bytes: number;
  /** When it was read, milliseconds by the stack's clock. */
  readMs: number;
  /** To be called once: the record was processed, or discarded. */
  settle(): void;
}

/** A batch, or what is left of one: records that are handed to the function together. */
export interface Piece {
  items: Item[];
  /** Of the retry quota, used so far. */
  retries: number;
  /** How often the function has seen these records. */
  invocations: number;
}

export interface RetryPolicy {
  /** -1: until the records expire. */
  maximumRetryAttempts: number;
  bisects: boolean;
}

/** What to do after an invocation: some records are done, the rest is tried again, in pieces, or given up. */
export interface Step {
  done: Item[];
  next: Piece[];
  discarded: Piece | undefined;
  /** True when the next attempt is a retry, which waits; a piece that was just split off does not. */
  waits: boolean;
}

/**
 * Splitting a batch does not use up retries, so a poison record ends up alone before its retries begin. A partial success
 * splits at the record reported; if that is the first one, the batch is halved. The quota is not given back to a batch that
 * shrinks.
 * https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export function stepAfter(piece: Piece, verdict: Verdict, { maximumRetryAttempts, bisects }: RetryPolicy): Step {
  const invocations = piece.invocations + 1;
  if (verdict.type === 'success') return { done: piece.items, next: [], discarded: undefined, waits: false };
  const from = verdict.type === 'partial' ? verdict.from : 0;
  const done = piece.items.slice(0, from);
  const rest: Piece = { items: piece.items.slice(from), retries: piece.retries, invocations };
  if (bisects && from > 0) return { done, next: [rest], discarded: undefined, waits: false };
  if (bisects && rest.items.length > 1) return { done, next: halves(rest), discarded: undefined, waits: false };
  if (maximumRetryAttempts >= 0 && rest.retries >= maximumRetryAttempts) {
    return { done, next: [], discarded: rest, waits: false };
  }
  return { done, next: [{ ...rest, retries: rest.retries + 1 }], discarded: undefined, waits: true };
}

function halves({ items, ...counts }: Piece): Piece[] {
  const middle = Math.ceil(items.length / 2);
  return [
    { ...counts, items: items.slice(0, middle) },
    { ...counts, items: items.slice(middle) },
  ];
}
