import { createHash } from 'node:crypto';
import {
  DescribeStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  ListShardsCommand,
  ListStreamsCommand,
  MergeShardsCommand,
  PutRecordCommand,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis';
import { expect } from 'vitest';
import { eventually } from './eventually.ts';
import { type TestStream, withStream } from './kinesis-stream.ts';
import { KINESIS_CONCEPTS, kinesisApi, RESHARDING } from './pages.ts';
import { refused } from './refused.ts';
import type { Row } from './row.ts';
import type { Target } from './target.ts';

const FIRST_SHARD = 'shardId-000000000000';
const MIDDLE = 2n ** 127n;
const HASH_KEY_MAX = 2n ** 128n - 1n;

const put = (target: Target, { name }: TestStream, text: string, PartitionKey = 'k', ExplicitHashKey?: string) =>
  target.kinesis.send(
    new PutRecordCommand({
      StreamName: name,
      Data: Buffer.from(text),
      PartitionKey,
      ...(ExplicitHashKey && { ExplicitHashKey }),
    }),
  );

async function split(target: Target, stream: TestStream): Promise<void> {
  const input = { StreamName: stream.name, ShardToSplit: FIRST_SHARD, NewStartingHashKey: String(MIDDLE) };
  await target.kinesis.send(new SplitShardCommand(input));
  await stream.active();
}

/** Reads a shard until there is no next iterator. */
async function readToEnd(
  target: Target,
  stream: TestStream,
  shardId: string,
): Promise<{ texts: string[]; last: GetRecordsCommandOutput }> {
  const texts: string[] = [];
  let ShardIterator: string | undefined = await stream.iterator(shardId);
  return eventually(
    target,
    async () => {
      const last: GetRecordsCommandOutput = await target.kinesis.send(new GetRecordsCommand({ ShardIterator }));
      texts.push(...last.Records!.map(textOf));
      ShardIterator = last.NextShardIterator;
      return ShardIterator ? undefined : { texts, last };
    },
    () => texts,
  );
}

const textOf = ({ Data }: { Data?: Uint8Array | undefined }): string => Buffer.from(Data!).toString();

/** What the first call with this iterator gives. */
async function firstText(
  target: Target,
  input: Omit<GetShardIteratorCommandInput, 'ShardId'>,
): Promise<string | undefined> {
  const { ShardIterator } = await target.kinesis.send(new GetShardIteratorCommand({ ShardId: FIRST_SHARD, ...input }));
  const { Records } = await target.kinesis.send(new GetRecordsCommand({ ShardIterator, Limit: 1 }));
  return Records!.map(textOf)[0];
}

export const kinesisShardRows: Row[] = [
  {
    statement: 'The MD5 of the partition key, a number of 128 bits, chooses the shard',
    mark: 'D',
    source: KINESIS_CONCEPTS,
    check: (target) =>
      withStream(
        target,
        async (stream) => {
          const shards = await stream.shards();
          for (const key of ['a', 'b', 'c', 'd', 'e', 'ü']) {
            const hash = BigInt(`0x${createHash('md5').update(key).digest('hex')}`);
            const { ShardId } = await put(target, stream, 'x', key);
            const { StartingHashKey, EndingHashKey } = shards.find((shard) => shard.ShardId === ShardId)!.HashKeyRange!;
            expect(hash >= BigInt(StartingHashKey!) && hash <= BigInt(EndingHashKey!)).toBe(true);
          }
          const ends = await put(target, stream, 'x', 'a', String(HASH_KEY_MAX));
          expect(ends.ShardId).toBe(shards.at(-1)!.ShardId);
        },
        { ShardCount: 4 },
      ),
  },
  {
    statement: 'At the end of a closed shard NextShardIterator is absent and ChildShards is present',
    mark: 'D',
    source: kinesisApi('GetRecords'),
    check: (target) =>
      withStream(target, async (stream) => {
        await put(target, stream, 'parent');
        await split(target, stream);
        const { texts, last } = await readToEnd(target, stream, FIRST_SHARD);
        expect(texts).toEqual(['parent']);
        expect(last).not.toHaveProperty('NextShardIterator');
        expect(last.ChildShards).toEqual([
          {
            ShardId: 'shardId-000000000001',
            ParentShards: [FIRST_SHARD],
            HashKeyRange: { StartingHashKey: '0', EndingHashKey: String(MIDDLE - 1n) },
          },
          {
            ShardId: 'shardId-000000000002',
            ParentShards: [FIRST_SHARD],
            HashKeyRange: { StartingHashKey: String(MIDDLE), EndingHashKey: String(HASH_KEY_MAX) },
          },
        ]);
      }),
  },
  {
    statement: 'Merged shards have one child with two parents',
    mark: 'D',
    source: kinesisApi('MergeShards'),
    check: (target) =>
      withStream(
        target,
        async (stream) => {
          const [one, two] = await stream.shards();
          const input = { StreamName: stream.name, ShardToMerge: one!.ShardId, AdjacentShardToMerge: two!.ShardId };
          await target.kinesis.send(new MergeShardsCommand(input));
          await stream.active();
          const { last } = await readToEnd(target, stream, one!.ShardId!);
          expect(last.ChildShards!.map(({ ParentShards }) => ParentShards!.sort())).toEqual([
            [one!.ShardId, two!.ShardId],
          ]);
        },
        { ShardCount: 2 },
      ),
  },
  {
    statement: 'Children read after their parent give the records of a key in order',
    mark: 'D',
    source: RESHARDING,
    check: (target) =>
      withStream(target, async (stream) => {
        for (const text of ['1', '2', '3']) await put(target, stream, text);
        await split(target, stream);
        let child = '';
        for (const text of ['4', '5', '6']) child = (await put(target, stream, text)).ShardId!;
        const parent = await readToEnd(target, stream, FIRST_SHARD);
        expect(parent.last.ChildShards!.map(({ ShardId }) => ShardId)).toContain(child);
        const ShardIterator = await stream.iterator(child);
        const { Records } = await target.kinesis.send(new GetRecordsCommand({ ShardIterator }));
        expect([...parent.texts, ...Records!.map(textOf)]).toEqual(['1', '2', '3', '4', '5', '6']);
      }),
  },
  {
    statement: 'ListShards tells parents and the sequence numbers between which a shard was open',
    mark: 'D',
    source: kinesisApi('ListShards'),
    check: (target) =>
      withStream(target, async (stream) => {
        await split(target, stream);
        const { Shards } = await target.kinesis.send(new ListShardsCommand({ StreamName: stream.name }));
        expect(Shards!.map(({ ParentShardId }) => ParentShardId)).toEqual([undefined, FIRST_SHARD, FIRST_SHARD]);
        const ends = Shards!.map(({ SequenceNumberRange }) => SequenceNumberRange!.EndingSequenceNumber !== undefined);
        expect(ends).toEqual([true, false, false]);
        const described = await target.kinesis.send(new DescribeStreamSummaryCommand({ StreamName: stream.name }));
        expect(described.StreamDescriptionSummary!.OpenShardCount).toBe(2);
      }),
  },
  {
    statement: 'Iterators begin at the trim horizon, at the end, at or after a sequence number, or at a time',
    mark: 'D',
    source: kinesisApi('GetShardIterator'),
    check: (target) =>
      withStream(target, async (stream) => {
        const StreamName = stream.name;
        const latest = await stream.iterator(FIRST_SHARD, 'LATEST');
        await put(target, stream, 'one');
        const { SequenceNumber } = await put(target, stream, 'two');
        await put(target, stream, 'three');
        const { Records } = await target.kinesis.send(new GetRecordsCommand({ ShardIterator: latest }));
        expect(Records!.map(textOf)).toEqual(['one', 'two', 'three']);
        const at = { StreamName, StartingSequenceNumber: SequenceNumber };
        expect(await firstText(target, { StreamName, ShardIteratorType: 'TRIM_HORIZON' })).toBe('one');
        expect(await firstText(target, { ...at, ShardIteratorType: 'AT_SEQUENCE_NUMBER' })).toBe('two');
        expect(await firstText(target, { ...at, ShardIteratorType: 'AFTER_SEQUENCE_NUMBER' })).toBe('three');
        expect(await firstText(target, { StreamName, ShardIteratorType: 'LATEST' })).toBeUndefined();
        const Timestamp = new Date(target.now() - 3_600_000);
        expect(await firstText(target, { StreamName, ShardIteratorType: 'AT_TIMESTAMP', Timestamp })).toBe('one');
      }),
  },
  {
    statement: 'A stream is addressed by its name or by its ARN',
    mark: 'D',
    source: kinesisApi('DescribeStream'),
    check: (target) =>
      withStream(target, async ({ name, arn }) => {
        const { kinesis } = target;
        const byName = await kinesis.send(new DescribeStreamCommand({ StreamName: name }));
        const byArn = await kinesis.send(new DescribeStreamCommand({ StreamARN: arn }));
        expect(byArn.StreamDescription).toEqual(byName.StreamDescription);
        await kinesis.send(new PutRecordCommand({ StreamARN: arn, Data: Buffer.from('x'), PartitionKey: 'k' }));
        expect((await kinesis.send(new ListStreamsCommand({}))).StreamNames).toContain(name);
      }),
  },
  {
    statement: 'A sequence number grows with each record of a shard',
    mark: 'D',
    source: kinesisApi('PutRecord'),
    check: (target) =>
      withStream(target, async (stream) => {
        const numbers: bigint[] = [];
        for (let at = 0; at < 5; at += 1) numbers.push(BigInt((await put(target, stream, String(at))).SequenceNumber!));
        expect(numbers).toEqual([...numbers].sort((a, b) => (a < b ? -1 : 1)));
        expect(new Set(numbers).size).toBe(5);
      }),
  },
  {
    statement: 'A stream that is not there: ResourceNotFoundException',
    mark: 'D',
    source: kinesisApi('DescribeStreamSummary'),
    async check({ kinesis }) {
      const call = kinesis.send(new DescribeStreamSummaryCommand({ StreamName: 'contract-not-there' }));
      await refused(call, { name: 'ResourceNotFoundException' });
    },
  },
];
