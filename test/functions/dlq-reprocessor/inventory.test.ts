import { expect, it } from 'vitest';
import { takeInventory } from '../../../functions/dlq-reprocessor/inventory.ts';
import { streamFailurePrefix } from '../../../shared/stream-record-failure.ts';
import { createBench, errorKey, putObject } from './fixture.ts';

const now = () => 10_000_999;

it('counts the error objects under one prefix and says how old the oldest is', async () => {
  const { bucket, store } = createBench();
  putObject(bucket, errorKey('chat-by-time', '1'), 'x', 9_000_000);
  putObject(bucket, errorKey('chat-by-time', '2', 'format-conversion-failed'), 'x', 4_000_000);
  putObject(bucket, errorKey('chat-by-time-too', '3'), 'x', 1);
  putObject(bucket, 'errors/chat-by-time/by-hand/', '', 1);
  putObject(bucket, 'parked/chat-by-time/4', 'x', 1);
  expect(await takeInventory('errors/chat-by-time/', store, now)).toEqual({
    ErrorObjects: 2,
    OldestErrorAgeSeconds: 6_000,
  });
  expect(await takeInventory('errors/chat-by-livestream/', store, now)).toEqual({
    ErrorObjects: 0,
    OldestErrorAgeSeconds: 0,
  });
});

it('is never younger than nothing, whatever the clocks say', async () => {
  const { bucket, store } = createBench();
  putObject(bucket, errorKey('chat-by-time', '1'), 'x', now() + 5_000);
  expect(await takeInventory('errors/chat-by-time/', store, now)).toEqual({
    ErrorObjects: 1,
    OldestErrorAgeSeconds: 0,
  });
});

it('counts what subscribers were not told of: by Lambda, by the function, and what a replay was in the middle of', async () => {
  const { bucket, store } = createBench();
  const aside = 'aws/lambda/ddb-fanout/moderation/1970/01/01/1-0123456789abcdef0123456789abcdef.json';
  putObject(bucket, 'aws/lambda/0f1e2d3c-mapping/shardId-1/1970/01/01/1970-01-01T01.23.20-a', 'x', 5_000_000);
  putObject(bucket, aside, 'x', 9_000_000);
  putObject(bucket, `${aside}.told-again`, 'x', 8_000_000);
  putObject(bucket, `replayed/${aside}.0123456789abcdef`, 'x', 1);
  expect(await takeInventory(streamFailurePrefix, store, now)).toEqual({
    ErrorObjects: 3,
    OldestErrorAgeSeconds: 5_000,
  });
});
