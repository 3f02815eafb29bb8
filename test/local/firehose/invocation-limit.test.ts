import { expect, it } from 'vitest';
import { withinLimit } from '../../../local/firehose/invocation-limit.ts';

it('a function that answers in time is heard', async () => {
  const answer = { payload: Buffer.from('{}'), logTail: '', durationMs: 1 };
  expect(await withinLimit(Promise.resolve(answer), 10_000)).toBe(answer);
});

it('a function that takes longer than the limit has timed out, in the words of Lambda', async () => {
  const { functionError, payload } = await withinLimit(new Promise(() => {}), 10);
  expect(functionError).toBe('Unhandled');
  expect(payload.toString()).toContain('Task timed out after 0.01 seconds');
});

it('a call that Lambda refuses is refused', async () => {
  await expect(withinLimit(Promise.reject(new Error('no such function')), 10_000)).rejects.toThrow('no such function');
});
