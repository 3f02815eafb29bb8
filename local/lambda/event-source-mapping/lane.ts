import type { Clock } from '../../clock.ts';
import { nextBatch } from './gather.ts';
import type { Item } from './piece.ts';

/** One batch of a shard at a time, its records in order. A shard has as many lanes as the parallelization factor says. */
export interface Lane {
  add(items: Item[]): void;
  /** Sends what is waiting if it is due, or if `isCrowded`. */
  pump(): void;
  /** Starts nothing more; resolves once the batch under way has come to its end or to a stop. */
  stop(): Promise<void>;
}

export interface LaneOptions {
  clock: Clock;
  batchSize: number;
  batchingWindowMs: number;
  /** True when the shard is not read on before records are settled: then no batch waits for more. */
  isCrowded(): boolean;
  /** Must not reject. */
  run(batch: Item[]): Promise<void>;
}

/**
 * Gathers until the batch is full, reaches 6 MB, or the batching window has passed since its first record was read.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html
 */
export function createLane({ clock, batchSize, batchingWindowMs, isCrowded, run }: LaneOptions): Lane {
  let waiting: Item[] = [];
  let running: Promise<void> | undefined;
  let cancelDue: (() => void) | undefined;
  let stopped = false;

  const pump = (): void => {
    if (running || stopped || waiting.length === 0) return;
    const { count, isFull } = nextBatch(waiting, batchSize);
    const dueMs = waiting[0]!.readMs + batchingWindowMs;
    if (!isFull && !isCrowded() && clock.now() < dueMs) {
      waitUntil(dueMs);
      return;
    }
    cancelDue?.();
    cancelDue = undefined;
    const batch = waiting.slice(0, count);
    waiting = waiting.slice(count);
    running = run(batch).finally(() => {
      running = undefined;
      pump();
    });
  };
  const waitUntil = (dueMs: number): void => {
    cancelDue ??= clock.after(dueMs - clock.now(), () => {
      cancelDue = undefined;
      pump();
    });
  };

  return {
    add(items) {
      waiting = waiting.concat(items);
      pump();
    },
    pump,
    async stop() {
      stopped = true;
      cancelDue?.();
      await running;
    },
  };
}
