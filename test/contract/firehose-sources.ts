import { IncreaseStreamRetentionPeriodCommand, SplitShardCommand } from '@aws-sdk/client-kinesis';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { uniqueName, withDeliveryStream } from './delivery-stream.ts';
import { eventually } from './eventually.ts';
import { type TestStream, withStream } from './kinesis-stream.ts';
import { CAPTURED, DELIVERY, firehoseApi, RESHARDING } from './pages.ts';
import { notSeen, type Row } from './row.ts';
import type { Target } from './target.ts';

const HOUR_MS = 3_600_000;
/** A day in 2.2 seconds. */
const DAYS_PASS = { accelerate: 40_000 };

/** Longer than the pause between two tries of a delivery. */
const RETRIED_WITHIN_MS = 0.1 * HOUR_MS;

/** Puts a record while the bucket is not there, makes the bucket after `hours`, and answers what came of it and of a later one. */
async function deliverAfter(target: Target, hours: number, source?: TestStream): Promise<string[]> {
  const bucket = uniqueName('late');
  const late: Target = { ...target, bucket };
  return withDeliveryStream(late, source ? { source } : {}, async (stream) => {
    await stream.put('{"id":"early"}\n');
    await passes(target, hours * HOUR_MS);
    await target.s3.send(new CreateBucketCommand({ Bucket: bucket }));
    await stream.put('{"id":"late"}\n');
    await stream.delivered((seen) => seen.rows.some((row) => row.includes('late')));
    await passes(target, RETRIED_WITHIN_MS);
    const { rows } = await stream.delivered(() => true);
    return rows.map((row) => JSON.parse(row).id as string).sort();
  });
}

async function passes(target: Target, ms: number): Promise<void> {
  const beganMs = target.now();
  await eventually(target, async () => target.now() - beganMs > ms || undefined);
}

export const firehoseSourceRows: Row[] = [
  {
    statement: 'A new Kinesis-sourced stream does not deliver what was written before its creation',
    mark: 'D',
    source: firehoseApi('KinesisStreamSourceConfiguration'),
    check: (target) =>
      withStream(target, async (source) => {
        await source.put('{"id":"before"}\n');
        await withDeliveryStream(target, { source }, async (stream) => {
          await source.put('{"id":"after"}\n');
          const { rows } = await stream.delivered((seen) => seen.rows.length > 0);
          expect(rows).toEqual(['{"id":"after"}']);
        });
      }),
  },
  {
    statement: 'It delivers what is written while it is still CREATING',
    mark: 'C',
    source: CAPTURED,
    check: (target) =>
      withStream(target, (source) =>
        withDeliveryStream(
          target,
          { source, whileCreating: () => source.put('{"id":"meanwhile"}\n') },
          async (stream) => {
            const { rows } = await stream.delivered((seen) => seen.rows.length > 0);
            expect(rows).toEqual(['{"id":"meanwhile"}']);
          },
        ),
      ),
  },
  {
    statement: 'The source is resharded: what lies in closed shards and in their children is delivered',
    mark: 'D',
    source: RESHARDING,
    check: (target) =>
      withStream(target, (source) =>
        withDeliveryStream(target, { source }, async (stream) => {
          await source.put('1\n', '2\n', '3\n');
          const middle = String(2n ** 127n);
          const split = { StreamName: source.name, ShardToSplit: 'shardId-000000000000', NewStartingHashKey: middle };
          await target.kinesis.send(new SplitShardCommand(split));
          await source.active();
          await source.put('4\n', '5\n', '6\n', '7\n', '8\n');
          const { rows } = await stream.delivered((seen) => seen.rows.length >= 8);
          expect(rows.sort()).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
        }),
      ),
  },
  {
    statement: 'A delivery that S3 refuses is retried until S3 takes it',
    mark: 'D',
    source: DELIVERY,
    async check(target) {
      expect(await deliverAfter(target, 0.01)).toEqual(['early', 'late']);
    },
  },
  {
    statement: 'What S3 refuses for 24 hours is lost for Direct PUT',
    mark: 'D',
    source: DELIVERY,
    async check(target) {
      if (!target.configured) return notSeen('takes a day');
      expect(await deliverAfter(await target.configured(DAYS_PASS), 25)).toEqual(['late']);
    },
  },
  {
    statement: "With a Kinesis source the stream's retention holds it for longer",
    mark: 'D',
    source: DELIVERY,
    async check(target) {
      if (!target.configured) return notSeen('takes a day');
      const fast = await target.configured(DAYS_PASS);
      await withStream(fast, async (source) => {
        const longer = { StreamName: source.name, RetentionPeriodHours: 72 };
        await fast.kinesis.send(new IncreaseStreamRetentionPeriodCommand(longer));
        expect(await deliverAfter(fast, 25, source)).toEqual(['early', 'late']);
      });
    },
  },
];
