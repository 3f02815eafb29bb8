import { expect, it } from 'vitest';
import { createShardReader } from '../../../../local/lambda/event-source-mapping/shard-reader.ts';
import type { EventSource, SourceRecord } from '../../../../local/lambda/event-source-mapping/source.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';

const record = (number: number): SourceRecord => ({
  sequenceNumber: String(number).padStart(10, '0'),
  orderKey: 'item',
  arrivalMs: 0,
  text: `"r${number}"`,
});

it('a record that comes while a shard is read, and after what that read saw, is read next', async () => {
  const clock = createFakeClock(0);
  const stored = [record(1)];
  /** Ends the read under way, which answers what there was when it began. */
  let finish = () => {};
  const source: EventSource = {
    kind: 'dynamodb',
    arn: 'arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/s',
    readIntervalMs: 250,
    shards: () => [],
    latest: () => 'TRIM_HORIZON',
    read(_shardId, position) {
      const after = typeof position === 'object' && 'after' in position ? position.after : '';
      const records = stored.filter(({ sequenceNumber }) => sequenceNumber > after);
      return new Promise((resolve) => {
        finish = () => resolve({ records, ended: false, isBehind: false });
      });
    },
    oldest: async () => undefined,
    onChange: () => () => {},
  };
  const handed: string[] = [];
  const reader = createShardReader({
    shardId: 'shard',
    start: 'TRIM_HORIZON',
    source,
    clock,
    lanes: 1,
    batchSize: 10,
    batchingWindowMs: 0,
    async run(_shardId, batch) {
      for (const item of batch) {
        handed.push(item.record.text);
        item.settle();
      }
    },
    onRead: () => {},
    onAdvance: () => {},
    log: () => {},
  });
  reader.wake();
  await clock.advance(0);
  stored.push(record(2));
  reader.wake();
  await clock.advance(0);
  finish();
  await clock.advance(250);
  finish();
  await clock.advance(0);
  expect(handed).toEqual(['"r1"', '"r2"']);
  await reader.stop();
});
