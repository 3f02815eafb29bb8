import { describe, expect, it } from 'vitest';
import { startTally } from '../../shared/tally.ts';
import { failed } from '../../shared/verdict.ts';

describe('a tally', () => {
  it('counts verdicts, and failures by reason', () => {
    const count = startTally(5, 10);
    count.ok();
    count.ok();
    count.dropped();
    count.failed(failed('InvalidJson'), { recordId: 'a' });
    count.failed(failed('SchemaViolation', 'UID'), { recordId: 'b' });
    expect(count.tally).toMatchObject({ received: 5, ok: 2, dropped: 1, failed: 2 });
    expect(count.tally.failedByReason).toEqual({
      InvalidBase64: 0,
      InvalidUtf8: 0,
      InvalidJson: 1,
      NotAChangeRecord: 0,
      MissingImage: 0,
      SchemaViolation: 1,
      ResponseTooLarge: 0,
    });
  });

  it('groups failures by reason and path, and names the first few of each', () => {
    const count = startTally(10_000, 2);
    for (let index = 0; index < 5_000; index += 1) {
      count.failed(failed('SchemaViolation', 'UID'), { recordId: `u${index}`, sequenceNumber: String(index) });
      count.failed(failed('SchemaViolation', 'Message'), { recordId: `m${index}` });
    }
    expect(count.tally.failures).toEqual([
      {
        reason: 'SchemaViolation',
        path: 'UID',
        count: 5_000,
        records: [
          { recordId: 'u0', sequenceNumber: '0' },
          { recordId: 'u1', sequenceNumber: '1' },
        ],
      },
      { reason: 'SchemaViolation', path: 'Message', count: 5_000, records: [{ recordId: 'm0' }, { recordId: 'm1' }] },
    ]);
  });
});
