import { describe, expect, it } from 'vitest';
import { forecast } from '../../../cli/load/aws.ts';
import type { LoadPlan } from '../../../cli/load/plan.ts';

const plan: LoadPlan = {
  target: 'dynamodb',
  batchesPerSecond: 1000,
  batchSize: 25,
  seconds: 10,
  livestreams: 10,
  seed: 1,
};

describe('what a load run on AWS says before it asks', () => {
  it('is how much it writes, and what that costs, with the prices’ date and that they are not verified', () => {
    const text = forecast(plan).join('\n');
    expect(text).toContain('250,000 records, 25,000 a second for 10 s.');
    // By hand: 250,000 units at 0.625 a million; 0.256 GB at 0.08 + 2 × 0.04; 1.28 GB, each record 5 KB, at 2 × 0.029 + 0.02.
    expect(text).toContain(
      'about 0.30 USD (table 0.16, stream 0.04, Firehose 0.10 with each record rounded up to 5 KB)',
    );
    expect(text).toMatch(/as of \d{4}-\d\d-\d\d, not verified/);
  });

  it('names the quotas that the pace meets', () => {
    const text = forecast(plan).join('\n');
    expect(text).toContain('A fresh on-demand stream takes 4 MB/s and this is 21 MB/s');
    expect(text).toContain('A fresh on-demand table takes 4000 writes/s');
    expect(text).toContain('Each livestream gets 2500 writes/s, above the 1,000 of one table partition');
  });

  it('says nothing of quotas that the pace does not meet', () => {
    expect(forecast({ ...plan, batchesPerSecond: 10 })).toHaveLength(2);
  });
});
