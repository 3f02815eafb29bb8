import { SHARD_BYTES_PER_SECOND, SHARD_RECORDS_PER_SECOND } from './limits.ts';

/**
 * What one shard of a provisioned stream takes in: 1 MiB and 1,000 records in each second of the stack's clock.
 * A record larger than a second's worth passes when it is the first of its second, as AWS lets it burst.
 */
export interface Throughput {
  /** False: over the limit, and not counted. */
  admit(bytes: number, nowMs: number): boolean;
}

export function createThroughput(): Throughput {
  let second = Number.NEGATIVE_INFINITY;
  let records = 0;
  let total = 0;
  return {
    admit(bytes, nowMs) {
      const current = Math.floor(nowMs / 1000);
      if (current !== second) {
        second = current;
        records = 0;
        total = 0;
      }
      if (records > 0 && (records + 1 > SHARD_RECORDS_PER_SECOND || total + bytes > SHARD_BYTES_PER_SECOND))
        return false;
      records += 1;
      total += bytes;
      return true;
    },
  };
}
