import {
  CreateStreamCommand,
  DeleteStreamCommand,
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  type KinesisClient,
  PutRecordCommand,
  PutRecordsCommand,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis';
import { describe, expect, it } from 'vitest';
import { useKinesis } from './support.ts';

const start = useKinesis();
const SHARD = 'shardId-000000000000';

async function put(client: KinesisClient, text: string): Promise<string> {
  const { SequenceNumber } = await client.send(
    new PutRecordCommand({ StreamName: 's', PartitionKey: `key-${text}`, Data: Buffer.from(text) }),
  );
  return SequenceNumber!;
}

async function iterator(client: KinesisClient, input: Partial<GetShardIteratorCommandInput>): Promise<string> {
  const { ShardIterator } = await client.send(
    new GetShardIteratorCommand({ StreamName: 's', ShardId: SHARD, ShardIteratorType: 'TRIM_HORIZON', ...input }),
  );
  return ShardIterator!;
}

const read = (
  client: KinesisClient,
  ShardIterator: string | undefined,
  Limit?: number,
): Promise<GetRecordsCommandOutput> => client.send(new GetRecordsCommand({ ShardIterator, Limit }));

const texts = ({ Records }: GetRecordsCommandOutput) => Records!.map(({ Data }) => Buffer.from(Data!).toString());

async function oneShard(options = {}) {
  const stack = await start(options);
  await stack.client.send(new CreateStreamCommand({ StreamName: 's', ShardCount: 1 }));
  return stack;
}

describe('records over the wire', () => {
  it('come back as they were put, with key, sequence number and arrival', async () => {
    const { client, clock, errors } = await oneShard();
    const arrival = clock.now();
    const Data = Buffer.from([0, 1, 254, 255]);
    const { SequenceNumber, ShardId } = await client.send(
      new PutRecordCommand({ StreamName: 's', PartitionKey: 'ключ', Data }),
    );
    expect(ShardId).toBe(SHARD);
    const { Records, MillisBehindLatest, NextShardIterator } = await read(client, await iterator(client, {}));
    expect(Records).toHaveLength(1);
    expect(Buffer.from(Records![0]!.Data!)).toEqual(Data);
    expect(Records![0]).toMatchObject({
      PartitionKey: 'ключ',
      SequenceNumber,
      ApproximateArrivalTimestamp: new Date(arrival),
    });
    expect(MillisBehindLatest).toBe(0);
    expect(NextShardIterator).toBeTypeOf('string');
    expect(errors).toEqual([]);
  });

  it('go to the shards of their hash keys, in order within each', async () => {
    const { client } = await start();
    await client.send(new CreateStreamCommand({ StreamName: 's', StreamModeDetails: { StreamMode: 'ON_DEMAND' } }));
    const Records = Array.from({ length: 500 }, (_, i) => ({ PartitionKey: `key-${i}`, Data: Buffer.from(`${i}`) }));
    const put = await client.send(new PutRecordsCommand({ StreamName: 's', Records }));
    expect(put.FailedRecordCount).toBe(0);
    const shardIds = [...new Set(put.Records!.map(({ ShardId }) => ShardId!))].sort();
    expect(shardIds).toHaveLength(4);
    let found = 0;
    for (const ShardId of shardIds) {
      const got = await read(client, await iterator(client, { ShardId }));
      const expected = put.Records!.flatMap((result, i) =>
        result.ShardId === ShardId ? [{ ...result, text: `${i}` }] : [],
      );
      expect(texts(got)).toEqual(expected.map(({ text }) => text));
      expect(got.Records!.map(({ SequenceNumber }) => SequenceNumber)).toEqual(
        expected.map(({ SequenceNumber }) => SequenceNumber),
      );
      found += got.Records!.length;
    }
    expect(found).toBe(500);
  });

  it('go where an explicit hash key says', async () => {
    const { client } = await start();
    await client.send(new CreateStreamCommand({ StreamName: 's', ShardCount: 4 }));
    const to = async (ExplicitHashKey: string) =>
      (
        await client.send(
          new PutRecordCommand({ StreamName: 's', PartitionKey: 'k', ExplicitHashKey, Data: Buffer.from('') }),
        )
      ).ShardId;
    expect(await to('0')).toBe('shardId-000000000000');
    expect(await to('85070591730234615865843651857942052863')).toBe('shardId-000000000000');
    expect(await to('85070591730234615865843651857942052864')).toBe('shardId-000000000001');
    expect(await to('340282366920938463463374607431768211455')).toBe('shardId-000000000003');
  });

  it('are read from any kind of position', async () => {
    const { client, clock } = await oneShard();
    const latestAtStart = await iterator(client, { ShardIteratorType: 'LATEST' });
    await put(client, 'a');
    await clock.advance(1000);
    const instant = new Date(clock.now());
    const b = await put(client, 'b');
    await clock.advance(1000);
    await put(client, 'c');
    const from = async (input: Partial<GetShardIteratorCommandInput>) => {
      // A shard answers five times a second.
      await clock.advance(200);
      return texts(await read(client, await iterator(client, input)));
    };
    expect(await from({ ShardIteratorType: 'TRIM_HORIZON' })).toEqual(['a', 'b', 'c']);
    expect(await from({ ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: b })).toEqual(['b', 'c']);
    expect(await from({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: b })).toEqual(['c']);
    expect(await from({ ShardIteratorType: 'AT_TIMESTAMP', Timestamp: instant })).toEqual(['b', 'c']);
    expect(await from({ ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(instant.getTime() + 1) })).toEqual([
      'c',
    ]);
    expect(await from({ ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(0) })).toEqual(['a', 'b', 'c']);
    expect(await from({ ShardIteratorType: 'LATEST' })).toEqual([]);
    expect(texts(await read(client, latestAtStart))).toEqual(['a', 'b', 'c']);
  });

  it('come in pages that say how far behind the reader is', async () => {
    const { client, clock } = await oneShard();
    for (const text of ['a', 'b', 'c', 'd']) {
      await put(client, text);
      await clock.advance(1000);
    }
    const seen: [string[], number | undefined][] = [];
    let next: string | undefined = await iterator(client, {});
    for (let page = 0; page < 3; page += 1) {
      const got = await read(client, next, 2);
      seen.push([texts(got), got.MillisBehindLatest]);
      next = got.NextShardIterator;
    }
    expect(seen).toEqual([
      [['a', 'b'], 3000],
      [['c', 'd'], 0],
      [[], 0],
    ]);
    await put(client, 'e');
    expect(texts(await read(client, next))).toEqual(['e']);
  });

  it('are named by ARN as well as by name', async () => {
    const { client } = await oneShard();
    const StreamARN = 'arn:aws:kinesis:us-east-1:000000000000:stream/s';
    await client.send(new PutRecordCommand({ StreamARN, PartitionKey: 'k', Data: Buffer.from('a') }));
    await client.send(
      new PutRecordsCommand({ StreamARN, StreamName: 's', Records: [{ PartitionKey: 'k', Data: Buffer.from('b') }] }),
    );
    const input = { StreamName: undefined, StreamARN };
    const { ShardIterator } = await client.send(
      new GetShardIteratorCommand({ ...input, ShardId: SHARD, ShardIteratorType: 'TRIM_HORIZON' }),
    );
    expect(texts(await client.send(new GetRecordsCommand({ StreamARN, ShardIterator })))).toEqual(['a', 'b']);
  });

  it('answer at most 10 MiB and 10,000 records at once', async () => {
    const { client, clock } = await start();
    await client.send(new CreateStreamCommand({ StreamName: 's', StreamModeDetails: { StreamMode: 'ON_DEMAND' } }));
    const large = { PartitionKey: 'k', ExplicitHashKey: '0', Data: Buffer.alloc(1024 * 1024 - 1) };
    for (let i = 0; i < 11; i += 1) await client.send(new PutRecordCommand({ StreamName: 's', ...large }));
    const first = await read(client, await iterator(client, {}));
    expect(first.Records).toHaveLength(10);
    await clock.advance(5000);
    expect((await read(client, first.NextShardIterator)).Records).toHaveLength(1);
  });

  it('are given out five times and with 2 MiB a second by a shard; then it refuses until that is made up for', async () => {
    const { client, clock } = await start({ maxAttempts: 1 });
    await client.send(new CreateStreamCommand({ StreamName: 's', StreamModeDetails: { StreamMode: 'ON_DEMAND' } }));
    const next = await iterator(client, { ShardIteratorType: 'LATEST' });
    for (let i = 0; i < 5; i += 1) await read(client, next);
    const refusal = {
      name: 'ProvisionedThroughputExceededException',
      message: 'Rate exceeded for shard shardId-000000000000 in stream s under account 000000000000.',
    };
    await expect(read(client, next)).rejects.toMatchObject(refusal);
    await clock.advance(1000);
    const large = { PartitionKey: 'k', ExplicitHashKey: '0', Data: Buffer.alloc(1024 * 1024 - 1) };
    for (let i = 0; i < 6; i += 1) await client.send(new PutRecordCommand({ StreamName: 's', ...large }));
    expect((await read(client, next)).Records).toHaveLength(6);
    await clock.advance(1900);
    await expect(read(client, next)).rejects.toMatchObject(refusal);
    await clock.advance(200);
    expect((await read(client, next)).Records).toHaveLength(6);
  });

  it('live as long as retention says', async () => {
    const { client, clock } = await oneShard();
    await put(client, 'old');
    await clock.advance(12 * 3_600_000);
    await put(client, 'young');
    await clock.advance(12 * 3_600_000 + 1);
    expect(texts(await read(client, await iterator(client, {})))).toEqual(['young']);
    await clock.advance(12 * 3_600_000);
    expect(texts(await read(client, await iterator(client, {})))).toEqual([]);
  });

  it('stay readable, and iterators valid, over a restart', async () => {
    const stack = await oneShard();
    const a = await put(stack.client, 'a');
    const before = await iterator(stack.client, {});
    stack.restart();
    const b = await put(stack.client, 'b');
    expect(BigInt(b)).toBeGreaterThan(BigInt(a));
    expect(texts(await read(stack.client, before))).toEqual(['a', 'b']);
  });
});

describe('a shard iterator', () => {
  it('expires five minutes after it was issued, by the clock of the stack', async () => {
    const { client, clock } = await oneShard();
    const old = await iterator(client, {});
    await clock.advance(5 * 60_000);
    await read(client, old);
    await clock.advance(1);
    await expect(read(client, old)).rejects.toMatchObject({
      name: 'ExpiredIteratorException',
      message:
        'Iterator expired. The iterator was created at time Thu Jan 01 00:00:00 UTC 2026 while right now it is ' +
        'Thu Jan 01 00:05:00 UTC 2026 which is further in the future than the tolerated delay of 300000 milliseconds.',
    });
  });

  it('is refused when anything about it has been changed', async () => {
    const { client } = await oneShard();
    const good = await iterator(client, {});
    const bytes = Buffer.from(good, 'base64');
    for (const at of [3, 12, 25, 33, 37, bytes.length - 1]) {
      const bad = Buffer.from(bytes);
      bad[at]! ^= 1;
      await expect(read(client, bad.toString('base64'))).rejects.toMatchObject({
        name: 'InvalidArgumentException',
        message: 'Invalid ShardIterator.',
      });
    }
    await expect(read(client, 'nonsense')).rejects.toMatchObject({ name: 'InvalidArgumentException' });
  });

  it('does not outlive its stream', async () => {
    const stack = await oneShard();
    const old = await iterator(stack.client, {});
    await stack.client.send(new DeleteStreamCommand({ StreamName: 's' }));
    await expect(read(stack.client, old)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await stack.clock.advance(1);
    await stack.client.send(new CreateStreamCommand({ StreamName: 's', ShardCount: 1 }));
    await expect(read(stack.client, old)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Shard shardId-000000000000 in stream s under account 000000000000 does not exist',
    });
  });

  it('ends at the end of a closed shard and names its children', async () => {
    const { client } = await oneShard();
    await put(client, 'a');
    await put(client, 'b');
    const half = '170141183460469231731687303715884105728';
    await client.send(new SplitShardCommand({ StreamName: 's', ShardToSplit: SHARD, NewStartingHashKey: half }));
    const first = await read(client, await iterator(client, {}), 1);
    expect([texts(first), first.ChildShards]).toEqual([['a'], undefined]);
    const last = await read(client, first.NextShardIterator, 1);
    expect(texts(last)).toEqual(['b']);
    expect(last.NextShardIterator).toBeUndefined();
    expect(last.MillisBehindLatest).toBe(0);
    expect(last.ChildShards).toEqual([
      {
        ShardId: 'shardId-000000000001',
        ParentShards: [SHARD],
        HashKeyRange: { StartingHashKey: '0', EndingHashKey: '170141183460469231731687303715884105727' },
      },
      {
        ShardId: 'shardId-000000000002',
        ParentShards: [SHARD],
        HashKeyRange: { StartingHashKey: half, EndingHashKey: '340282366920938463463374607431768211455' },
      },
    ]);
    const latest = await read(client, await iterator(client, { ShardIteratorType: 'LATEST' }));
    expect([latest.Records, latest.NextShardIterator]).toEqual([[], undefined]);
  });
});
