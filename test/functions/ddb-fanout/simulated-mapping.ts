import { sequenceNumberOf } from '../../../shared/stream-record.ts';
import type { FakeClock } from '../../support/fake-clock.ts';

export interface MappingSettings {
  batchSize: number;
  /** -1 means without end. */
  maximumRetryAttempts: number;
  maximumRecordAgeSeconds: number;
  /** Whether a batch of which the first record failed is halved. AWS says that it splits "at the returned sequence number", and no more. */
  halvesAtFirst: boolean;
}

export interface ShardRecord {
  record: Record<string, unknown>;
  createdMs: number;
}

export interface MappingOptions {
  settings: MappingSettings;
  shard: readonly ShardRecord[];
  clock: FakeClock;
  /** Answers as the function does, or throws where it ends in an error. */
  invoke: (records: unknown[]) => Promise<{ batchItemFailures: { itemIdentifier: string }[] }>;
  /** Takes what is given up, as the on-failure destination S3 does. */
  discard: (records: unknown[], condition: string) => void;
  /** Hears of each record that the shard has passed. */
  passed: (record: ShardRecord) => void;
}

const pauseMsMax = 30_000;

/**
 * One shard as Lambda's event source mapping reads it, with partial batch responses and bisecting.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export async function runMapping({ settings, shard, clock, invoke, discard, passed }: MappingOptions): Promise<void> {
  const sleep = (ms: number) => new Promise<void>((resolve) => clock.after(ms, resolve));
  const recordsOf = (from: number, to: number) => shard.slice(from, to).map(({ record }) => record);

  for (let from = 0; from < shard.length; ) {
    await sleep(Math.max(0, shard[from]!.createdMs - clock.now()));
    let to = from;
    while (to < shard.length && to - from < settings.batchSize && shard[to]!.createdMs <= clock.now()) to += 1;
    await work(from, to, 0);
    from = to;
  }

  async function work(start: number, to: number, attempts: number): Promise<void> {
    let from = start;
    for (let tries = attempts; ; tries += 1) {
      from = dropExpired(from, to);
      if (from === to) return;
      const answer = await invoke(recordsOf(from, to)).catch(() => undefined);
      const next = answer === undefined ? from : firstFailed(answer, from, to);
      const isHalved = next === from && (answer === undefined || settings.halvesAtFirst);
      if (isHalved && to - from > 1) {
        // Splitting does not use up the retries.
        const middle = from + Math.ceil((to - from) / 2);
        await work(from, middle, tries);
        return work(middle, to, tries);
      }
      pass(from, next);
      from = next;
      if (from === to) return;
      if (settings.maximumRetryAttempts >= 0 && tries >= settings.maximumRetryAttempts) {
        discard(recordsOf(from, to), 'RetryAttemptsExhausted');
        pass(from, to);
        return;
      }
      await sleep(Math.min(pauseMsMax, 1_000 * 2 ** tries));
    }
  }

  function dropExpired(from: number, to: number): number {
    const oldestMs = clock.now() - settings.maximumRecordAgeSeconds * 1_000;
    let next = from;
    while (next < to && shard[next]!.createdMs < oldestMs) next += 1;
    if (next > from) discard(recordsOf(from, next), 'RecordAgeExceeded');
    pass(from, next);
    return next;
  }

  function firstFailed({ batchItemFailures }: Awaited<ReturnType<typeof invoke>>, from: number, to: number): number {
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (let index = from; index < to; index += 1)
      if (failed.has(sequenceNumberOf(shard[index]!.record)!)) return index;
    return to;
  }

  function pass(from: number, to: number): void {
    for (const record of shard.slice(from, to)) passed(record);
  }
}
