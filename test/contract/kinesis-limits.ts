import {
  GetRecordsCommand,
  type KinesisClient,
  PutRecordCommand,
  PutRecordsCommand,
  type PutRecordsCommandOutput,
} from '@aws-sdk/client-kinesis';
import { expect } from 'vitest';
import { withStream } from './kinesis-stream.ts';
import { KINESIS_QUOTAS, kinesisApi, LARGE_RECORDS, ON_DEMAND } from './pages.ts';
import { refused } from './refused.ts';
import type { Row } from './row.ts';
import type { Target } from './target.ts';

const MIB = 1024 * 1024;
const ON_DEMAND_STREAM = { StreamModeDetails: { StreamMode: 'ON_DEMAND' as const } };
const refuses = { name: expect.stringMatching(/^(InvalidArgument|Validation)Exception$/) };

const entries = (count: number, bytes: number, PartitionKey = 'k') =>
  Array.from({ length: count }, () => ({ Data: Buffer.alloc(bytes, 'x'), PartitionKey }));

const put = ({ kinesis }: Target, StreamName: string, Records: ReturnType<typeof entries>) =>
  kinesis.send(new PutRecordsCommand({ StreamName, Records }));

/** Puts until everything is taken; a shard takes its share each second. */
async function putAll(target: Target, StreamName: string, Records: ReturnType<typeof entries>): Promise<void> {
  for (let left = Records; left.length > 0; ) {
    const answer = await put(target, StreamName, left.slice(0, 500));
    left = left.filter((_, at) => at >= 500 || answer.Records![at]!.ErrorCode !== undefined);
  }
}

const putOne = ({ kinesis }: Target, StreamName: string, bytes: number, PartitionKey = 'k') =>
  kinesis.send(new PutRecordCommand({ StreamName, Data: Buffer.alloc(bytes, 'x'), PartitionKey }));

/** A client that tells of the first refusal instead of trying again. */
async function withoutRetries<Result>(
  target: Target,
  use: (kinesis: KinesisClient) => Promise<Result>,
): Promise<Result> {
  const kinesis = target.newKinesisClient({ maxAttempts: 1 });
  try {
    return await use(kinesis);
  } finally {
    kinesis.destroy();
  }
}

const THROTTLED = 'ProvisionedThroughputExceededException';

function expectPartialFailure(answers: PutRecordsCommandOutput[]): void {
  const failed = answers.flatMap(({ Records }) => Records!.filter(({ ErrorCode }) => ErrorCode !== undefined));
  expect(failed.length).toBeGreaterThan(0);
  for (const { ErrorCode, ErrorMessage, SequenceNumber } of failed) {
    expect(ErrorCode).toBe(THROTTLED);
    expect(ErrorMessage).toEqual(expect.any(String));
    expect(SequenceNumber).toBeUndefined();
  }
  for (const { FailedRecordCount, Records } of answers) {
    expect(FailedRecordCount).toBe(Records!.filter(({ ErrorCode }) => ErrorCode !== undefined).length);
  }
}

export const kinesisLimitRows: Row[] = [
  {
    statement: 'A record has 1 MiB at most by default',
    mark: 'D',
    source: KINESIS_QUOTAS,
    check: (target) =>
      withStream(target, async ({ name }) => {
        expect((await putOne(target, name, MIB - 1)).SequenceNumber).toEqual(expect.any(String));
        await refused(putOne(target, name, MIB + 1), refuses);
        await refused(put(target, name, entries(1, MIB + 1)), refuses);
      }),
  },
  {
    statement: '10 MiB where the stream opted in',
    mark: 'D',
    source: LARGE_RECORDS,
    check: (target) =>
      withStream(
        target,
        async ({ name }) => {
          expect((await putOne(target, name, 10 * MIB - 1)).SequenceNumber).toEqual(expect.any(String));
          await refused(putOne(target, name, 10 * MIB + 1), refuses);
        },
        { ShardCount: 1, MaxRecordSizeInKiB: 10_240 },
      ),
  },
  {
    statement: 'PutRecords takes 500 records and no more',
    mark: 'D',
    source: kinesisApi('PutRecords'),
    check: (target) =>
      withStream(target, async ({ name }) => {
        const { FailedRecordCount, Records } = await put(target, name, entries(500, 1));
        expect(FailedRecordCount).toBe(0);
        expect(Records).toHaveLength(500);
        await refused(put(target, name, entries(501, 1)), refuses);
      }),
  },
  {
    statement: 'PutRecords takes 10 MiB and no more (5 MiB until 2025)',
    mark: 'D',
    source: kinesisApi('PutRecords'),
    check: (target) =>
      withStream(
        target,
        async ({ name }) => {
          expect((await put(target, name, entries(6, MIB - 1))).Records).toHaveLength(6);
          await refused(put(target, name, entries(11, MIB - 1)), refuses);
        },
        ON_DEMAND_STREAM,
      ),
  },
  {
    statement:
      'A shard takes 1,000 records a second; above, records fail one by one with ProvisionedThroughputExceededException',
    mark: 'D',
    source: KINESIS_QUOTAS,
    check: (target) =>
      withStream(target, async ({ name }) => {
        // More than two seconds' worth, should they fall into two seconds.
        const calls = Array.from({ length: 6 }, () => put(target, name, entries(500, 1)));
        expectPartialFailure(await Promise.all(calls));
      }),
  },
  {
    statement: 'A shard takes 1 MB a second; FailedRecordCount counts what was above',
    mark: 'D',
    source: KINESIS_QUOTAS,
    check: (target) =>
      withStream(target, async ({ name }) => {
        expectPartialFailure([await put(target, name, entries(5, 900_000))]);
      }),
  },
  {
    statement: 'PutRecords promises no order; each entry is answered at its place',
    mark: 'D',
    source: kinesisApi('PutRecords'),
    check: (target) =>
      withStream(
        target,
        async (stream) => {
          const Records = Array.from({ length: 20 }, (_, at) => ({
            Data: Buffer.from(`${at}`),
            PartitionKey: `k${at}`,
          }));
          const answer = await target.kinesis.send(new PutRecordsCommand({ StreamName: stream.name, Records }));
          const dataOf = new Map(
            (await stream.records(20)).map(({ shardId, SequenceNumber, Data }) => [
              `${shardId} ${SequenceNumber}`,
              Data,
            ]),
          );
          const read = answer.Records!.map(({ ShardId, SequenceNumber }) =>
            Buffer.from(dataOf.get(`${ShardId} ${SequenceNumber}`)!).toString(),
          );
          expect(read).toEqual(Records.map(({ Data }) => Data.toString()));
        },
        { ShardCount: 3 },
      ),
  },
  {
    statement: 'GetRecords gives 10,000 records at most',
    mark: 'D',
    source: kinesisApi('GetRecords'),
    check: (target) =>
      withStream(
        target,
        async (stream) => {
          await putAll(target, stream.name, entries(10_050, 1));
          const [shard] = await shardsWithRecords(target, stream);
          expect(shard!.Records).toHaveLength(10_000);
          const Limit = 10_001;
          const call = target.kinesis.send(new GetRecordsCommand({ ShardIterator: shard!.iterator, Limit }));
          await refused(call, refuses);
        },
        ON_DEMAND_STREAM,
      ),
  },
  {
    statement: 'GetRecords gives 10 MiB at most',
    mark: 'D',
    source: kinesisApi('GetRecords'),
    check: (target) =>
      withStream(
        target,
        async (stream) => {
          for (let times = 0; times < 2; times += 1) await putAll(target, stream.name, entries(6, MIB - 1));
          const [shard] = await shardsWithRecords(target, stream);
          const bytes = shard!.Records!.reduce((sum, { Data }) => sum + Data!.length, 0);
          expect(bytes).toBeGreaterThan(MIB);
          expect(bytes).toBeLessThanOrEqual(10 * MIB);
        },
        ON_DEMAND_STREAM,
      ),
  },
  {
    statement: 'A shard answers 5 GetRecords a second',
    mark: 'D',
    source: kinesisApi('GetRecords'),
    check: (target) =>
      withStream(target, async (stream) => {
        const ShardIterator = await stream.iterator('shardId-000000000000');
        // More than two seconds' worth, should they fall into two seconds.
        const calls = await withoutRetries(target, (kinesis) =>
          Promise.allSettled(Array.from({ length: 15 }, () => kinesis.send(new GetRecordsCommand({ ShardIterator })))),
        );
        const refused = calls.filter((call) => call.status === 'rejected').map(({ reason }) => reason.name as string);
        expect(refused.length).toBeGreaterThan(0);
        expect(new Set(refused)).toEqual(new Set([THROTTLED]));
        expect(calls.length - refused.length).toBeGreaterThanOrEqual(5);
      }),
  },
  {
    statement: 'A shard gives 2 MB a second: after a larger answer it refuses until that is made up for',
    mark: 'D',
    source: kinesisApi('GetRecords'),
    check: (target) =>
      withStream(
        target,
        async (stream) => {
          await putOne(target, stream.name, 8 * MIB);
          const ShardIterator = await stream.iterator('shardId-000000000000');
          await withoutRetries(target, async (kinesis) => {
            const { Records, NextShardIterator } = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
            expect(Records).toHaveLength(1);
            const next = kinesis.send(new GetRecordsCommand({ ShardIterator: NextShardIterator }));
            await refused(next, { name: THROTTLED });
          });
        },
        { ShardCount: 1, MaxRecordSizeInKiB: 10_240 },
      ),
  },
  {
    statement: 'A partition key has 1 to 256 characters',
    mark: 'D',
    source: kinesisApi('PutRecord'),
    check: (target) =>
      withStream(target, async ({ name }) => {
        expect((await putOne(target, name, 1, 'ü'.repeat(256))).SequenceNumber).toEqual(expect.any(String));
        await refused(putOne(target, name, 1, 'x'.repeat(257)), refuses);
        await refused(putOne(target, name, 1, ''), refuses);
      }),
  },
  {
    statement: 'An on-demand stream starts at 4 MB/s: four open shards',
    mark: 'D',
    source: ON_DEMAND,
    check: (target) =>
      withStream(
        target,
        async (stream) => {
          expect(await stream.shards()).toHaveLength(4);
          return target.configured && 'seen by its shards; what is above is not throttled here';
        },
        ON_DEMAND_STREAM,
      ),
  },
];

/** The first answer of each shard that has records, with the iterator that it came from. */
async function shardsWithRecords(target: Target, stream: Parameters<Parameters<typeof withStream>[1]>[0]) {
  const answers = [];
  for (const { ShardId } of await stream.shards()) {
    const iterator = await stream.iterator(ShardId!);
    const { Records } = await target.kinesis.send(new GetRecordsCommand({ ShardIterator: iterator }));
    if (Records!.length > 0) answers.push({ Records, iterator });
  }
  return answers;
}
