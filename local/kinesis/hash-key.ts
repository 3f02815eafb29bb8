import { hash } from 'node:crypto';

/** A 128-bit hash key as 32 hexadecimal digits: text order is number order, and MD5 gives it so. On the wire it is decimal. */
export type HashKey = string;

export interface HashKeyRange {
  start: HashKey;
  /** Inclusive. */
  end: HashKey;
}

const COUNT = 2n ** 128n;

/** https://docs.aws.amazon.com/streams/latest/dev/key-concepts.html#partition-key */
export function hashPartitionKey(partitionKey: string): HashKey {
  return hash('md5', partitionKey);
}

/** Undefined outside 0 … 2^128 − 1. `decimal` holds digits only. */
export function parseHashKey(decimal: string): HashKey | undefined {
  const value = BigInt(decimal);
  return value < COUNT ? toHashKey(value) : undefined;
}

export function formatHashKey(key: HashKey): string {
  return BigInt(`0x${key}`).toString();
}

export function previousHashKey(key: HashKey): HashKey {
  return toHashKey(BigInt(`0x${key}`) - 1n);
}

export function nextHashKey(key: HashKey): HashKey {
  return toHashKey(BigInt(`0x${key}`) + 1n);
}

/** The whole key space in `shardCount` equal parts; the last takes the remainder, as on AWS. */
export function divideHashKeys(shardCount: number): HashKeyRange[] {
  const width = COUNT / BigInt(shardCount);
  return Array.from({ length: shardCount }, (_, index) => ({
    start: toHashKey(width * BigInt(index)),
    end: toHashKey((index === shardCount - 1 ? COUNT : width * BigInt(index + 1)) - 1n),
  }));
}

function toHashKey(value: bigint): HashKey {
  return value.toString(16).padStart(32, '0');
}
