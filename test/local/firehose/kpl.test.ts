import { describe, expect, it } from 'vitest';
import { deaggregateKpl } from '../../../local/firehose/kpl.ts';
import { aggregateKpl } from './kpl-aggregate.ts';

const rows = [
  { partitionKey: 'a', data: Buffer.from('one') },
  { partitionKey: 'b', data: Buffer.alloc(300, 1) },
  { partitionKey: 'a', data: Buffer.alloc(0) },
];

describe('a KPL aggregate', () => {
  it('is taken apart into its user records, each with its own partition key', () => {
    expect(deaggregateKpl(aggregateKpl(rows))).toEqual(rows);
  });

  it('may be empty', () => {
    expect(deaggregateKpl(aggregateKpl([]))).toEqual([]);
  });

  it('is left alone when it is none, or a broken one', () => {
    const whole = aggregateKpl(rows);
    expect(deaggregateKpl(Buffer.from('{"a":1}'))).toBeUndefined();
    expect(deaggregateKpl(Buffer.alloc(0))).toBeUndefined();
    for (let at = 0; at < whole.length; at += 1) {
      const broken = Buffer.from(whole);
      broken[at]! ^= 0x55;
      expect(deaggregateKpl(broken)).toBeUndefined();
      expect(deaggregateKpl(whole.subarray(0, at))).toBeUndefined();
    }
  });
});
