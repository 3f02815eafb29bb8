import { describe, expect, it } from 'vitest';
import { createProgress } from '../../../local/firehose/progress.ts';

describe('the progress of a shard', () => {
  it('stands before the first records that are not settled', () => {
    let moves = 0;
    const progress = createProgress('TRIM_HORIZON', () => {
      moves += 1;
    });
    const first = progress.open({ after: '1' });
    const second = progress.open({ after: '2' });
    const third = progress.open({ after: '3' });
    second.release();
    expect(progress.checkpoint()).toBe('TRIM_HORIZON');
    first.hold();
    first.release();
    expect(progress.checkpoint()).toBe('TRIM_HORIZON');
    first.release();
    expect(progress.checkpoint()).toEqual({ after: '2' });
    third.release();
    expect(progress.checkpoint()).toEqual({ after: '3' });
    expect(moves).toBe(2);
  });

  it('lets go of what is settled', () => {
    const progress = createProgress('TRIM_HORIZON', () => {});
    for (let at = 0; at < 100_000; at += 1) progress.open({ after: String(at) }).release();
    expect(progress.checkpoint()).toEqual({ after: '99999' });
  });
});
