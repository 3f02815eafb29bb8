import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { divideHashKeys, formatHashKey, hashPartitionKey, parseHashKey } from '../../../local/kinesis/hash-key.ts';

const GREATEST = '340282366920938463463374607431768211455';

describe('hash keys', () => {
  it('are the MD5 of the partition key as UTF-8', () => {
    for (const key of ['a', 'live-1', 'ключ', '😀']) {
      expect(hashPartitionKey(key)).toBe(createHash('md5').update(key, 'utf8').digest('hex'));
    }
    expect(formatHashKey(hashPartitionKey('a'))).toBe('16955237001963240173058271559858726497');
  });

  it('are read from decimal and written back', () => {
    for (const decimal of ['0', '1', '170141183460469231731687303715884105728', GREATEST]) {
      expect(formatHashKey(parseHashKey(decimal)!)).toBe(decimal);
    }
  });

  it('end at 2^128 − 1', () => {
    expect(parseHashKey('340282366920938463463374607431768211456')).toBeUndefined();
  });

  it.each([1, 2, 3, 4, 7, 100])('divide into %i parts without gap or overlap', (count) => {
    const ranges = divideHashKeys(count);
    expect(ranges).toHaveLength(count);
    expect(formatHashKey(ranges[0]!.start)).toBe('0');
    expect(formatHashKey(ranges.at(-1)!.end)).toBe(GREATEST);
    ranges.slice(1).forEach(({ start }, i) => {
      expect(BigInt(`0x${start}`)).toBe(BigInt(`0x${ranges[i]!.end}`) + 1n);
    });
  });

  it('divide into three as AWS does', () => {
    expect(divideHashKeys(3).map(({ start }) => formatHashKey(start))).toEqual([
      '0',
      '113427455640312821154458202477256070485',
      '226854911280625642308916404954512140970',
    ]);
  });
});
