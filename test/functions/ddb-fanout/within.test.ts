import { afterEach, expect, it, vi } from 'vitest';
import { within } from '../../../functions/ddb-fanout/within.ts';

afterEach(() => {
  vi.useRealTimers();
});

it('answers what was done in time, and leaves no timer', async () => {
  vi.useFakeTimers();
  let signal: AbortSignal | undefined;
  const answer = await within(1_000, async (abortSignal) => {
    signal = abortSignal;
    return 'done';
  });
  expect(answer).toBe('done');
  expect(vi.getTimerCount()).toBe(0);
  expect(signal?.aborted).toBe(false);
});

it('leaves no timer where it failed either', async () => {
  vi.useFakeTimers();
  await expect(within(1_000, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  expect(vi.getTimerCount()).toBe(0);
});

it('aborts what takes longer, as a timeout', async () => {
  vi.useFakeTimers();
  const failed = within(1_000, (abortSignal) => {
    return new Promise((_, reject) => abortSignal.addEventListener('abort', () => reject(abortSignal.reason)));
  });
  const caught = failed.catch((error: Error) => error.name);
  vi.advanceTimersByTime(999);
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(1);
  expect(await caught).toBe('TimeoutError');
});
