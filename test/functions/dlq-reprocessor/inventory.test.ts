import { expect, it } from 'vitest';
import { takeInventory } from '../../../functions/dlq-reprocessor/inventory.ts';
import { createBench, errorKey, putObject } from './fixture.ts';

const now = () => 10_000_999;

it('counts the error objects of one delivery stream and says how old the oldest is', async () => {
  const { bucket, store } = createBench();
  putObject(bucket, errorKey('chat-by-time', '1'), 'x', 9_000_000);
  putObject(bucket, errorKey('chat-by-time', '2', 'format-conversion-failed'), 'x', 4_000_000);
  putObject(bucket, errorKey('chat-by-time-too', '3'), 'x', 1);
  putObject(bucket, 'errors/chat-by-time/by-hand/', '', 1);
  putObject(bucket, 'parked/chat-by-time/4', 'x', 1);
  expect(await takeInventory('chat-by-time', store, now)).toEqual({ ErrorObjects: 2, OldestErrorAgeSeconds: 6_000 });
  expect(await takeInventory('chat-by-livestream', store, now)).toEqual({ ErrorObjects: 0, OldestErrorAgeSeconds: 0 });
});

it('is never younger than nothing, whatever the clocks say', async () => {
  const { bucket, store } = createBench();
  putObject(bucket, errorKey('chat-by-time', '1'), 'x', now() + 5_000);
  expect(await takeInventory('chat-by-time', store, now)).toEqual({ ErrorObjects: 1, OldestErrorAgeSeconds: 0 });
});
