import { describe, expect, it } from 'vitest';
import { type LoadPlan, recordsOf, requestsOf } from '../../../cli/load/plan.ts';

const plan = (changes: Partial<LoadPlan>): LoadPlan => ({
  target: 'kinesis',
  batchesPerSecond: 1000,
  batchSize: 25,
  seconds: 10,
  livestreams: 10,
  seed: 1,
  ...changes,
});

describe('the requests of a load plan', () => {
  it.each<[string, Partial<LoadPlan>, { batchesPerSecond: number; batchSize: number }]>([
    ['full PutRecords to a stream', {}, { batchesPerSecond: 50, batchSize: 500 }],
    ['what is due within 100 ms', { batchesPerSecond: 40 }, { batchesPerSecond: 10, batchSize: 100 }],
    ['no more than fit', { batchSize: 300 }, { batchesPerSecond: 1000, batchSize: 300 }],
    ['a slow pace as it is', { batchesPerSecond: 3 }, { batchesPerSecond: 3, batchSize: 25 }],
    ['a pace that only one divides', { batchesPerSecond: 997 }, { batchesPerSecond: 997, batchSize: 25 }],
    ['a table’s batches as they are', { target: 'dynamodb' }, { batchesPerSecond: 1000, batchSize: 25 }],
  ])('%s', (_name, changes, expected) => {
    expect(requestsOf(plan(changes))).toMatchObject(expected);
    expect(recordsOf(requestsOf(plan(changes)))).toBe(recordsOf(plan(changes)));
  });
});
