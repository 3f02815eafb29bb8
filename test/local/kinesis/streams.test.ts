import {
  CreateStreamCommand,
  DecreaseStreamRetentionPeriodCommand,
  DeleteStreamCommand,
  DescribeStreamCommand,
  DescribeStreamSummaryCommand,
  IncreaseStreamRetentionPeriodCommand,
  type KinesisClient,
  ListShardsCommand,
  type ListShardsCommandInput,
  ListStreamsCommand,
  MergeShardsCommand,
  paginateListStreams,
  SplitShardCommand,
  UpdateShardCountCommand,
  waitUntilStreamExists,
  waitUntilStreamNotExists,
} from '@aws-sdk/client-kinesis';
import { describe, expect, it } from 'vitest';
import { useKinesis } from './support.ts';

const start = useKinesis();
const HALF = '170141183460469231731687303715884105728';
const shardIds = (...numbers: number[]) => numbers.map((number) => `shardId-${String(number).padStart(12, '0')}`);

const create = (client: KinesisClient, StreamName: string, ShardCount = 1) =>
  client.send(new CreateStreamCommand({ StreamName, ShardCount }));

async function list(client: KinesisClient, input: Partial<ListShardsCommandInput> = {}): Promise<string[]> {
  const { Shards } = await client.send(new ListShardsCommand({ StreamName: 's', ...input }));
  return Shards!.map(({ ShardId }) => ShardId!);
}

const split = (client: KinesisClient, ShardToSplit: string, NewStartingHashKey: string) =>
  client.send(new SplitShardCommand({ StreamName: 's', ShardToSplit, NewStartingHashKey }));

const merge = (client: KinesisClient, ShardToMerge: string, AdjacentShardToMerge: string) =>
  client.send(new MergeShardsCommand({ StreamName: 's', ShardToMerge, AdjacentShardToMerge }));

describe('streams over the wire', () => {
  it('are created, described and deleted', async () => {
    const { client, clock } = await start();
    await client.send(new CreateStreamCommand({ StreamName: 's', StreamModeDetails: { StreamMode: 'ON_DEMAND' } }));
    await waitUntilStreamExists({ client, maxWaitTime: 11 }, { StreamName: 's' });
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamName: 's' }));
    expect(StreamDescription).toMatchObject({
      StreamName: 's',
      StreamARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/s',
      StreamStatus: 'ACTIVE',
      StreamModeDetails: { StreamMode: 'ON_DEMAND' },
      RetentionPeriodHours: 24,
      HasMoreShards: false,
      StreamCreationTimestamp: new Date(clock.now()),
    });
    expect(StreamDescription!.Shards!.map(({ HashKeyRange }) => HashKeyRange!.StartingHashKey)).toEqual([
      '0',
      '85070591730234615865843651857942052864',
      HALF,
      '255211775190703847597530955573826158592',
    ]);
    const { StreamDescriptionSummary } = await client.send(
      new DescribeStreamSummaryCommand({ StreamARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/s' }),
    );
    expect(StreamDescriptionSummary).toMatchObject({ OpenShardCount: 4, ConsumerCount: 0, MaxRecordSizeInKiB: 1024 });
    await client.send(new DeleteStreamCommand({ StreamName: 's' }));
    await waitUntilStreamNotExists({ client, maxWaitTime: 11 }, { StreamName: 's' });
  });

  it('are refused twice under one name', async () => {
    const { client } = await start();
    await create(client, 's');
    await expect(create(client, 's')).rejects.toMatchObject({
      name: 'ResourceInUseException',
      message: 'Stream s under account 000000000000 already exists.',
    });
  });

  it('need a shard count when provisioned, and only then', async () => {
    const { client } = await start();
    await expect(client.send(new CreateStreamCommand({ StreamName: 's' }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    const both = { StreamName: 's', ShardCount: 1, StreamModeDetails: { StreamMode: 'ON_DEMAND' as const } };
    await expect(client.send(new CreateStreamCommand(both))).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('are listed in pages, in order of their names', async () => {
    const { client } = await start();
    for (const name of ['c', 'a', 'B', '..', 'd']) await create(client, name);
    const names: string[] = [];
    for await (const page of paginateListStreams({ client, pageSize: 2 }, {})) {
      names.push(...page.StreamNames!);
      expect(page.StreamSummaries!.map(({ StreamName }) => StreamName)).toEqual(page.StreamNames);
    }
    expect(names).toEqual(['..', 'B', 'a', 'c', 'd']);
    const after = await client.send(new ListStreamsCommand({ ExclusiveStartStreamName: 'a', Limit: 1 }));
    expect([after.StreamNames, after.HasMoreStreams]).toEqual([['c'], true]);
  });

  it('keep records longer or shorter on request, within bounds', async () => {
    const { client } = await start();
    await create(client, 's');
    const increase = (RetentionPeriodHours: number) =>
      client.send(new IncreaseStreamRetentionPeriodCommand({ StreamName: 's', RetentionPeriodHours }));
    await increase(48);
    await expect(increase(24)).rejects.toMatchObject({
      name: 'InvalidArgumentException',
      message:
        'Requested retention period (24 hours) for stream s can not be shorter than existing retention period (48 hours). Use DecreaseRetentionPeriod API.',
    });
    await expect(increase(8761)).rejects.toMatchObject({
      message: expect.stringContaining('Maximum allowed retention period is 8760 hours.'),
    });
    await client.send(new DecreaseStreamRetentionPeriodCommand({ StreamName: 's', RetentionPeriodHours: 24 }));
    const { StreamDescriptionSummary } = await client.send(new DescribeStreamSummaryCommand({ StreamName: 's' }));
    expect(StreamDescriptionSummary!.RetentionPeriodHours).toBe(24);
  });

  it('answer an operation that is not there by name, with the list of what is', async () => {
    const { client } = await start();
    const command = new UpdateShardCountCommand({
      StreamName: 's',
      TargetShardCount: 2,
      ScalingType: 'UNIFORM_SCALING',
    });
    await expect(client.send(command)).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: expect.stringMatching(
        /does not implement UpdateShardCount. It implements: CreateStream, .*SplitShard\.$/,
      ),
    });
  });
});

describe('splitting and merging', () => {
  it('close the parents and continue them with children that cover their keys', async () => {
    const { client } = await start();
    await create(client, 's');
    await split(client, shardIds(0)[0]!, HALF);
    await merge(client, shardIds(1)[0]!, shardIds(2)[0]!);
    const { Shards } = await client.send(new ListShardsCommand({ StreamName: 's' }));
    const lineage = Shards!.map(({ ShardId, ParentShardId, AdjacentParentShardId, SequenceNumberRange }) => [
      ShardId,
      ParentShardId,
      AdjacentParentShardId,
      SequenceNumberRange!.EndingSequenceNumber !== undefined,
    ]);
    const [first, low, high, merged] = shardIds(0, 1, 2, 3);
    expect(lineage).toEqual([
      [first, undefined, undefined, true],
      [low, first, undefined, true],
      [high, first, undefined, true],
      [merged, low, high, false],
    ]);
    expect(Shards![3]!.HashKeyRange).toEqual(Shards![0]!.HashKeyRange);
    const starts = Shards!.map(({ SequenceNumberRange }) => BigInt(SequenceNumberRange!.StartingSequenceNumber!));
    expect(starts).toEqual([...starts].sort((a, b) => (a < b ? -1 : 1)));
  });

  it('refuse what AWS refuses, in its words', async () => {
    const { client } = await start();
    await create(client, 's', 3);
    const [zero, one, two] = shardIds(0, 1, 2);
    const where = 'in stream s under account 000000000000';
    await expect(split(client, zero!, '1')).rejects.toMatchObject({
      name: 'InvalidArgumentException',
      message:
        `NewStartingHashKey 1 used in SplitShard() on shard ${zero} ${where} is not both greater than one plus the shard's StartingHashKey 0 ` +
        "and less than the shard's EndingHashKey 113427455640312821154458202477256070484.",
    });
    await expect(split(client, zero!, '113427455640312821154458202477256070484')).rejects.toMatchObject({
      name: 'InvalidArgumentException',
    });
    await expect(split(client, 'shardId-9', '5')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `Could not find shard shardId-000000000009 ${where}.`,
    });
    for (const [a, b] of [
      [zero, two],
      [one, zero],
      [one, one],
    ]) {
      await expect(merge(client, a!, b!)).rejects.toMatchObject({
        name: 'InvalidArgumentException',
        message: `Shards ${a} and ${b} ${where} are not an adjacent pair of shards eligible for merging`,
      });
    }
    await split(client, zero!, '2');
    await expect(split(client, zero!, '2')).rejects.toMatchObject({
      name: 'InvalidArgumentException',
      message: `Shard ${zero} ${where} has already been merged or split, and thus is not eligible for merging or splitting.`,
    });
  });

  it('are for provisioned streams', async () => {
    const { client } = await start();
    await client.send(new CreateStreamCommand({ StreamName: 's', StreamModeDetails: { StreamMode: 'ON_DEMAND' } }));
    await expect(split(client, shardIds(0)[0]!, '5')).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Request is invalid. Stream s under account 000000000000 is in On-Demand mode.',
    });
  });
});

describe('ListShards', () => {
  it('pages, and its tokens hold the filter and expire', async () => {
    const { client, clock } = await start();
    await create(client, 's', 5);
    await split(client, shardIds(4)[0]!, '300000000000000000000000000000000000000');
    const pages: number[] = [];
    const seen: string[] = [];
    let input: ListShardsCommandInput = { StreamName: 's', ShardFilter: { Type: 'AT_LATEST' } };
    for (;;) {
      const { Shards, NextToken } = await client.send(new ListShardsCommand({ ...input, MaxResults: 4 }));
      pages.push(Shards!.length);
      seen.push(...Shards!.map(({ ShardId }) => ShardId!));
      if (NextToken === undefined) break;
      input = { NextToken };
    }
    expect(pages).toEqual([4, 2]);
    expect(seen).toEqual(shardIds(0, 1, 2, 3, 5, 6));
    const { NextToken } = await client.send(new ListShardsCommand({ StreamName: 's', MaxResults: 1 }));
    await clock.advance(300_001);
    await expect(client.send(new ListShardsCommand({ NextToken }))).rejects.toMatchObject({
      name: 'ExpiredNextTokenException',
    });
    await expect(client.send(new ListShardsCommand({ NextToken: 'bad' }))).rejects.toMatchObject({
      name: 'InvalidArgumentException',
    });
  });

  it('wants a stream or a token, not both', async () => {
    const { client } = await start();
    await create(client, 's', 2);
    await expect(client.send(new ListShardsCommand({}))).rejects.toMatchObject({
      message: 'Either NextToken or StreamName should be provided.',
    });
    const { NextToken } = await client.send(new ListShardsCommand({ StreamName: 's', MaxResults: 1 }));
    await expect(client.send(new ListShardsCommand({ StreamName: 's', NextToken }))).rejects.toMatchObject({
      message: 'NextToken and StreamName cannot be provided together.',
    });
    expect(await list(client, { StreamName: undefined, NextToken })).toEqual(shardIds(1));
  });

  it('filters by place in the lineage and by time', async () => {
    const { client, clock } = await start();
    await clock.advance(10_000);
    await create(client, 's');
    const created = clock.now();
    await clock.advance(10_000);
    await split(client, shardIds(0)[0]!, HALF);
    await clock.advance(10_000);
    const between = new Date(clock.now());
    await clock.advance(10_000);
    await merge(client, shardIds(1)[0]!, shardIds(2)[0]!);
    const filtered = (Type: string, rest = {}) => list(client, { ShardFilter: { Type: Type as 'AT_LATEST', ...rest } });
    expect(await list(client)).toEqual(shardIds(0, 1, 2, 3));
    expect(await list(client, { ExclusiveStartShardId: shardIds(1)[0] })).toEqual(shardIds(2, 3));
    expect(await filtered('AFTER_SHARD_ID', { ShardId: shardIds(0)[0] })).toEqual(shardIds(1, 2, 3));
    expect(await filtered('AT_LATEST')).toEqual(shardIds(3));
    expect(await filtered('AT_TRIM_HORIZON')).toEqual(shardIds(0));
    expect(await filtered('FROM_TRIM_HORIZON')).toEqual(shardIds(0, 1, 2, 3));
    expect(await filtered('AT_TIMESTAMP', { Timestamp: between })).toEqual(shardIds(1, 2));
    expect(await filtered('FROM_TIMESTAMP', { Timestamp: between })).toEqual(shardIds(1, 2, 3));
    expect(await filtered('FROM_TIMESTAMP', { Timestamp: new Date(created - 5000) })).toEqual(shardIds(0, 1, 2, 3));
    await expect(filtered('AT_TIMESTAMP')).rejects.toMatchObject({ name: 'InvalidArgumentException' });
    await expect(filtered('AFTER_SHARD_ID')).rejects.toMatchObject({ name: 'InvalidArgumentException' });
  });

  it('leaves out closed shards once all they took is beyond retention', async () => {
    const { client, clock } = await start();
    await create(client, 's');
    await split(client, shardIds(0)[0]!, HALF);
    await clock.advance(24 * 3_600_000);
    expect(await list(client)).toEqual(shardIds(0, 1, 2));
    await clock.advance(1);
    expect(await list(client)).toEqual(shardIds(1, 2));
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamName: 's', Limit: 1 }));
    expect(StreamDescription!.Shards!.map(({ ShardId }) => ShardId)).toEqual(shardIds(1));
    expect(StreamDescription!.HasMoreShards).toBe(true);
  });
});
