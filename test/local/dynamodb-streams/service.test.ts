import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import {
  type _Record,
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  ListStreamsCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveTemplate } from '../../../local/template/resolve.ts';
import { chatTable } from '../dynamodb/support.ts';
import { place, startStreams, streamedTable, TABLE_STREAM_ARN } from './support.ts';

type World = Awaited<ReturnType<typeof startStreams>>;
const key = (uid: number) => ({ LivestreamID: { S: 'live' }, UID: { N: String(uid) } });
const item = (uid: number, Message: string) => ({ ...key(uid), Message: { S: Message } });
const hour = 3_600_000;

let world: World;
afterEach(() => world.stop());
const start = async (viewType?: string) => {
  world = await startStreams({ tables: [streamedTable(viewType)] });
};
const put = (uid: number, message: string) =>
  world.items.send(new PutItemCommand({ TableName: 'chat', Item: item(uid, message) }));

async function shardId(): Promise<string> {
  const { StreamDescription } = await world.client.send(new DescribeStreamCommand({ StreamArn: TABLE_STREAM_ARN }));
  return StreamDescription!.Shards![0]!.ShardId!;
}
async function iterator(more: Partial<GetShardIteratorCommandInput> = {}): Promise<string> {
  const input = { StreamArn: TABLE_STREAM_ARN, ShardId: await shardId(), ShardIteratorType: 'TRIM_HORIZON' as const };
  return (await world.client.send(new GetShardIteratorCommand({ ...input, ...more }))).ShardIterator!;
}
async function records(ShardIterator?: string): Promise<_Record[]> {
  const from = ShardIterator ?? (await iterator());
  return (await world.client.send(new GetRecordsCommand({ ShardIterator: from }))).Records!;
}

describe('the stream of a table', () => {
  beforeEach(() => start());

  it('has the ARN that the template’s resolver gives it', async () => {
    const template = {
      Resources: { Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'chat' } } },
      Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Table', 'StreamArn'] } } },
    };
    expect(resolveTemplate(template, { ...place, stackName: 's' }).outputs).toEqual({ Arn: TABLE_STREAM_ARN });
    expect((await world.client.send(new ListStreamsCommand({}))).Streams).toEqual([
      { StreamArn: TABLE_STREAM_ARN, TableName: 'chat', StreamLabel: '2026-01-01T00:00:00.000' },
    ]);
    const { Table } = await world.items.send(new DescribeTableCommand({ TableName: 'chat' }));
    expect(Table).toMatchObject({
      LatestStreamArn: TABLE_STREAM_ARN,
      LatestStreamLabel: '2026-01-01T00:00:00.000',
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
  });

  it('is described with its one shard', async () => {
    const { StreamDescription } = await world.client.send(new DescribeStreamCommand({ StreamArn: TABLE_STREAM_ARN }));
    expect(StreamDescription).toEqual({
      StreamArn: TABLE_STREAM_ARN,
      StreamLabel: '2026-01-01T00:00:00.000',
      StreamStatus: 'ENABLED',
      StreamViewType: 'NEW_AND_OLD_IMAGES',
      CreationRequestDateTime: new Date('2026-01-01T00:00:00Z'),
      TableName: 'chat',
      KeySchema: chatTable.KeySchema,
      Shards: [
        {
          ShardId: expect.stringMatching(/^shardId-\d{20}-[0-9a-f]{8}$/),
          SequenceNumberRange: { StartingSequenceNumber: expect.stringMatching(/^\d{21}$/) },
        },
      ],
    });
  });

  it('tells INSERT, MODIFY and REMOVE as AWS does, and nothing of what changes nothing', async () => {
    await put(1, 'a');
    await put(1, 'a');
    await world.clock.advance(1500);
    await put(1, 'bb');
    await world.items.send(new DeleteItemCommand({ TableName: 'chat', Key: key(1) }));
    await world.items.send(new DeleteItemCommand({ TableName: 'chat', Key: key(1) }));
    const told = await records();
    expect(told.map(({ eventName }) => eventName)).toEqual(['INSERT', 'MODIFY', 'REMOVE']);
    expect(told[1]).toEqual({
      eventID: expect.stringMatching(/^[0-9a-f]{32}$/),
      eventName: 'MODIFY',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'us-east-1',
      dynamodb: {
        ApproximateCreationDateTime: new Date('2026-07-13T14:00:09Z'),
        Keys: key(1),
        NewImage: item(1, 'bb'),
        OldImage: item(1, 'a'),
        SequenceNumber: expect.stringMatching(/^\d{21}$/),
        SizeBytes: 21 + 30 + 29,
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    });
    expect(told[0]?.dynamodb).not.toHaveProperty('OldImage');
    expect(told[2]?.dynamodb).not.toHaveProperty('NewImage');
    expect(new Set(told.map(({ eventID }) => eventID)).size).toBe(3);
    const numbers = told.map(({ dynamodb }) => dynamodb!.SequenceNumber!);
    expect(numbers).toEqual([...numbers].sort());
  });

  it('says nothing of a Put inside a transaction that puts what is there', async () => {
    await put(1, 'a');
    const write = { Put: { TableName: 'chat', Item: item(1, 'a') } };
    await world.items.send(new TransactWriteItemsCommand({ TransactItems: [write] }));
    expect((await records()).length).toBe(1);
  });

  it('names DynamoDB itself where time to live removed an item', async () => {
    const specification = { Enabled: true, AttributeName: 'Expires' };
    await world.items.send(new UpdateTimeToLiveCommand({ TableName: 'chat', TimeToLiveSpecification: specification }));
    const Expires = { N: String(Math.floor(world.clock.now() / 1000) + 5) };
    await world.items.send(new PutItemCommand({ TableName: 'chat', Item: { ...item(1, 'a'), Expires } }));
    let told = await records();
    while (told.length < 2) {
      await world.clock.advance(60_000);
      told = await records();
    }
    expect(told[1]).toMatchObject({
      eventName: 'REMOVE',
      userIdentity: { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' },
      dynamodb: { OldImage: { ...item(1, 'a'), Expires } },
    });
    const streams = await world.tableStreams();
    const { records: stored } = await streams.read(streams.find(TABLE_STREAM_ARN), '0', { records: 9, bytes: 9999 });
    expect(JSON.parse(stored[1]!.text)).toMatchObject({
      userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
      eventSourceARN: TABLE_STREAM_ARN,
    });
  });

  it('is there after a restart and goes on in order', async () => {
    await put(1, 'a');
    await world.restart();
    await put(2, 'b');
    expect((await records()).map(({ dynamodb }) => dynamodb?.Keys?.UID?.N)).toEqual(['1', '2']);
  });

  it('keeps records for 24 hours', async () => {
    await put(1, 'a');
    const first = (await records())[0]!.dynamodb!.SequenceNumber!;
    await world.clock.advance(23 * hour);
    await put(2, 'b');
    expect((await records()).length).toBe(2);
    await world.clock.advance(2 * hour);
    await put(3, 'c');
    expect((await records()).map(({ dynamodb }) => dynamodb?.Keys?.UID?.N)).toEqual(['2', '3']);
    await expect(iterator({ ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber: first })).rejects.toMatchObject({
      name: 'TrimmedDataAccessException',
    });
  });

  it('ends with its table', async () => {
    await put(1, 'a');
    await world.items.send(new DeleteTableCommand({ TableName: 'chat' }));
    await expect(shardId()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('iterators', () => {
  beforeEach(() => start());

  it('begin at the oldest record, behind the newest, at a number and behind it', async () => {
    for (const uid of [1, 2, 3]) await put(uid, 'a');
    const SequenceNumber = (await records())[1]!.dynamodb!.SequenceNumber!;
    const at = await iterator({ ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber });
    const after = await iterator({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber });
    const latest = await iterator({ ShardIteratorType: 'LATEST' });
    await put(4, 'a');
    const uids = async (from: string) => (await records(from)).map(({ dynamodb }) => dynamodb?.Keys?.UID?.N);
    expect(await uids(at)).toEqual(['2', '3', '4']);
    expect(await uids(after)).toEqual(['3', '4']);
    expect(await uids(latest)).toEqual(['4']);
  });

  it('lead from page to page', async () => {
    const Item = (uid: number) => ({ PutRequest: { Item: item(uid, 'a') } });
    for (let from = 0; from < 50; from += 25) {
      const requests = Array.from({ length: 25 }, (_, index) => Item(from + index));
      await world.items.send(new BatchWriteItemCommand({ RequestItems: { chat: requests } }));
    }
    const uids: string[] = [];
    let next: string | undefined = await iterator();
    for (let page = 0; page < 4; page += 1) {
      const answer: { Records?: _Record[] | undefined; NextShardIterator?: string | undefined } =
        await world.client.send(new GetRecordsCommand({ ShardIterator: next, Limit: 20 }));
      uids.push(...answer.Records!.map(({ dynamodb }) => dynamodb!.Keys!.UID!.N!));
      next = answer.NextShardIterator;
    }
    expect(uids.map(Number)).toEqual(Array.from({ length: 50 }, (_, index) => index));
  });

  it('expire after 15 minutes', async () => {
    const old = await iterator();
    await world.clock.advance(15 * 60_000 + 1);
    await expect(records(old)).rejects.toMatchObject({ name: 'ExpiredIteratorException' });
  });

  it('that are none are refused', async () => {
    await expect(records('nonsense')).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(iterator({ ShardId: 'shardId-00000000000000000000-00000000' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(iterator({ ShardIteratorType: 'AT_SEQUENCE_NUMBER' })).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });
});

describe('the view type', () => {
  it.each([
    ['KEYS_ONLY', [], 21],
    ['NEW_IMAGE', ['NewImage'], 21 + 30],
    ['OLD_IMAGE', ['OldImage'], 21 + 29],
    ['NEW_AND_OLD_IMAGES', ['NewImage', 'OldImage'], 21 + 30 + 29],
  ])('%s decides on images and size', async (viewType, images, SizeBytes) => {
    await start(viewType);
    await put(1, 'a');
    await put(1, 'bb');
    const { dynamodb } = (await records())[1]!;
    expect(['NewImage', 'OldImage'].filter((name) => name in dynamodb!)).toEqual(images);
    expect(dynamodb).toMatchObject({ StreamViewType: viewType, SizeBytes });
  });

  it('that is none is refused', async () => {
    await start();
    const { StreamSpecification: _, ...plain } = streamedTable();
    const input = { ...plain, TableName: 'other', StreamSpecification: { StreamEnabled: true, StreamViewType: 'ALL' } };
    await expect(world.items.send(new CreateTableCommand(input as never))).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });
});

describe('a table made over the wire', () => {
  it('has a stream named by the moment', async () => {
    await start();
    const { StreamSpecification: _, ...plain } = streamedTable();
    const StreamSpecification = { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' };
    const input = { ...plain, TableName: 'other', StreamSpecification };
    const { TableDescription } = await world.items.send(new CreateTableCommand(input as never));
    expect(TableDescription).toMatchObject({ StreamSpecification, LatestStreamLabel: '2026-07-13T14:00:07.654' });
    const { Streams } = await world.client.send(new ListStreamsCommand({ TableName: 'other' }));
    expect(Streams?.map(({ StreamArn }) => StreamArn)).toEqual([TableDescription?.LatestStreamArn]);
  });
});
