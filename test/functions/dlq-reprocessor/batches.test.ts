import { describe, expect, it } from 'vitest';
import { cutBatches, encodedBytes } from '../../../functions/dlq-reprocessor/batches.ts';
import { firehoseBatchBytesMax, firehoseRecordBytesMax } from '../../../shared/limits.ts';

const record = (bytes: number) => ({ data: Buffer.alloc(bytes) });
const sizes = (records: { data: Buffer }[]) => cutBatches(records).map((batch) => batch.length);

describe('batches for Firehose', () => {
  it('count base64 with its padding', () => {
    for (const bytes of [0, 1, 2, 3, 4, 1000]) {
      expect(encodedBytes(bytes)).toBe(Buffer.alloc(bytes).toString('base64').length);
    }
  });

  it('hold 500 records at most', () => {
    expect(sizes([])).toEqual([]);
    expect(sizes(Array.from({ length: 500 }, () => record(1)))).toEqual([500]);
    expect(sizes(Array.from({ length: 1_001 }, () => record(1)))).toEqual([500, 500, 1]);
  });

  it('hold 4 MiB of base64 at most', () => {
    const quarter = (firehoseBatchBytesMax / 4) * 0.75;
    expect(encodedBytes(quarter) * 4).toBe(firehoseBatchBytesMax);
    expect(sizes([quarter, quarter, quarter, quarter, 1].map(record))).toEqual([4, 1]);
    expect(sizes([quarter, quarter, quarter, quarter + 1].map(record))).toEqual([3, 1]);
  });

  it('keep the order of the records', () => {
    const records = Array.from({ length: 1_200 }, (_, index) => ({ ...record(1), index }));
    expect(cutBatches(records).flat()).toEqual(records);
  });

  it('never hold a record that Firehose takes nowhere', () => {
    expect(sizes([record(firehoseRecordBytesMax)])).toEqual([1]);
    expect(() => cutBatches([record(firehoseRecordBytesMax + 1)])).toThrow('too long for Firehose');
  });
});
