import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  paginateScan,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chatTable, type Harness, startDynamoDb } from './support.ts';

const TableName = 'chat';
const key = (uid: number, live = 'live-1') => ({ LivestreamID: { S: live }, UID: { N: String(uid) } });
const byUser = {
  ...chatTable,
  TableName: 'by-user',
  AttributeDefinitions: [...chatTable.AttributeDefinitions, { AttributeName: 'UserID', AttributeType: 'S' }],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'user',
      KeySchema: [{ AttributeName: 'UserID', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
};

let dynamodb: Harness;
beforeAll(async () => {
  dynamodb = await startDynamoDb({ tables: [chatTable, byUser] });
});
afterAll(() => dynamodb.stop());

test('what was put is got, and put answers the old item when asked', async () => {
  const Item = {
    ...key(1),
    Data: { B: new Uint8Array([0, 144]) },
    More: { M: { List: { L: [{ NULL: true }, { BOOL: false }] } } },
  };
  const first = await dynamodb.client.send(new PutItemCommand({ TableName, Item, ReturnValues: 'ALL_OLD' }));
  const second = await dynamodb.client.send(new PutItemCommand({ TableName, Item: key(1), ReturnValues: 'ALL_OLD' }));
  expect([first.Attributes, second.Attributes]).toEqual([undefined, Item]);
  expect((await dynamodb.client.send(new GetItemCommand({ TableName, Key: key(1) }))).Item).toEqual(key(1));
});

test('an update answers new and old attributes', async () => {
  const set = (text: string, ReturnValues: 'ALL_NEW' | 'UPDATED_OLD') =>
    dynamodb.client.send(
      new UpdateItemCommand({
        TableName,
        Key: key(2),
        UpdateExpression: 'SET A = :a',
        ExpressionAttributeValues: { ':a': { S: text } },
        ReturnValues,
      }),
    );
  expect((await set('1', 'ALL_NEW')).Attributes).toEqual({ ...key(2), A: { S: '1' } });
  expect((await set('2', 'UPDATED_OLD')).Attributes).toEqual({ A: { S: '1' } });
});

test('a failed condition is refused as AWS does, with the item when asked', async () => {
  await dynamodb.client.send(new PutItemCommand({ TableName, Item: key(3) }));
  const command = new DeleteItemCommand({
    TableName,
    Key: key(3),
    ConditionExpression: 'attribute_not_exists(UID)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  await expect(dynamodb.client.send(command)).rejects.toMatchObject({
    name: 'ConditionalCheckFailedException',
    message: 'The conditional request failed',
    Item: key(3),
  });
});

test('a batch of 25 writes is read by batch, query and scan pages', async () => {
  const uids = Array.from({ length: 25 }, (_, index) => index + 100);
  const { UnprocessedItems, ConsumedCapacity } = await dynamodb.client.send(
    new BatchWriteItemCommand({
      RequestItems: { [TableName]: uids.map((uid) => ({ PutRequest: { Item: key(uid, 'batch') } })) },
      ReturnConsumedCapacity: 'TOTAL',
    }),
  );
  expect(UnprocessedItems).toEqual({});
  expect(ConsumedCapacity).toEqual([{ TableName, CapacityUnits: 25 }]);
  const Keys = uids.map((uid) => key(uid, 'batch'));
  const { Responses } = await dynamodb.client.send(
    new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys } } }),
  );
  expect(Responses?.[TableName]).toHaveLength(25);
  const { Items } = await dynamodb.client.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'LivestreamID = :l AND UID > :u',
      ExpressionAttributeValues: { ':l': { S: 'batch' }, ':u': { N: '119' } },
      ScanIndexForward: false,
    }),
  );
  expect(Items?.map(({ UID }) => UID?.N)).toEqual(['124', '123', '122', '121', '120']);
  let scanned = 0;
  const pages = paginateScan(
    { client: dynamodb.client },
    { TableName, Limit: 4, FilterExpression: 'LivestreamID = :l', ExpressionAttributeValues: { ':l': { S: 'batch' } } },
  );
  for await (const page of pages) scanned += page.Items?.length ?? 0;
  expect(scanned).toBe(25);
});

const refusedBatches = [
  {
    why: 'more than 25 writes over all tables',
    requests: { chat: 20, 'by-user': 6 },
    message: 'Too many items requested for the BatchWriteItem call',
  },
  {
    why: 'an item twice',
    requests: { chat: 2 },
    same: true,
    message: 'Provided list of item keys contains duplicates',
  },
];
test.each(refusedBatches)(
  'a batch with $why is refused and nothing of it is written',
  async ({ requests, same, message }) => {
    const before = dynamodb.streams.entries.length;
    const RequestItems = Object.fromEntries(
      Object.entries(requests).map(([table, count]) => [
        table,
        Array.from({ length: count }, (_, index) => ({ PutRequest: { Item: key(same ? 900 : 900 + index) } })),
      ]),
    );
    await expect(dynamodb.client.send(new BatchWriteItemCommand({ RequestItems }))).rejects.toMatchObject({
      name: 'ValidationException',
      message,
    });
    expect(dynamodb.streams.entries).toHaveLength(before);
  },
);

test('a batch with one wrong key writes nothing', async () => {
  const RequestItems = {
    [TableName]: [{ PutRequest: { Item: key(910) } }, { PutRequest: { Item: { LivestreamID: { S: 'x' } } } }],
  };
  await expect(dynamodb.client.send(new BatchWriteItemCommand({ RequestItems }))).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'The provided key element does not match the schema',
  });
  expect((await dynamodb.client.send(new GetItemCommand({ TableName, Key: key(910) }))).Item).toBeUndefined();
});

test('a secondary index follows puts, updates, batches and deletes', async () => {
  const of = async (user: string) => {
    const { Items } = await dynamodb.client.send(
      new QueryCommand({
        TableName: 'by-user',
        IndexName: 'user',
        KeyConditionExpression: 'UserID = :u',
        ExpressionAttributeValues: { ':u': { S: user } },
      }),
    );
    return Items?.map(({ UID }) => UID?.N).sort();
  };
  const Item = (uid: number, user: string) => ({ ...key(uid), UserID: { S: user } });
  await dynamodb.client.send(new PutItemCommand({ TableName: 'by-user', Item: Item(1, 'a') }));
  const batch = [Item(2, 'a'), Item(3, 'b')].map((one) => ({ PutRequest: { Item: one } }));
  await dynamodb.client.send(new BatchWriteItemCommand({ RequestItems: { 'by-user': batch } }));
  expect([await of('a'), await of('b')]).toEqual([['1', '2'], ['3']]);
  await dynamodb.client.send(
    new UpdateItemCommand({
      TableName: 'by-user',
      Key: key(2),
      UpdateExpression: 'SET UserID = :u',
      ExpressionAttributeValues: { ':u': { S: 'b' } },
    }),
  );
  await dynamodb.client.send(
    new BatchWriteItemCommand({ RequestItems: { 'by-user': [{ DeleteRequest: { Key: key(3) } }] } }),
  );
  expect([await of('a'), await of('b')]).toEqual([['1'], ['2']]);
  await dynamodb.restart();
  expect([await of('a'), await of('b')]).toEqual([['1'], ['2']]);
});

test('an item over 400 KB in UTF-8 is refused although it has fewer characters', async () => {
  const Item = { ...key(4), Text: { S: '가'.repeat(140_000) } };
  await expect(dynamodb.client.send(new PutItemCommand({ TableName, Item }))).rejects.toMatchObject({
    message: 'Item size has exceeded the maximum allowed size',
  });
});

test('arithmetic that leaves the range of numbers is refused', async () => {
  await dynamodb.client.send(new PutItemCommand({ TableName, Item: { ...key(5), Score: { N: '1e125' } } }));
  const add = new UpdateItemCommand({
    TableName,
    Key: key(5),
    UpdateExpression: 'ADD Score :one',
    ExpressionAttributeValues: { ':one': { N: '1' } },
  });
  await expect(dynamodb.client.send(add)).rejects.toMatchObject({
    message: 'Attempting to store more than 38 significant digits in a Number',
  });
});

test('a table can be made, described, listed, written to and deleted', async () => {
  const { KinesisStreamSpecification: _, ...table } = chatTable;
  const { client } = dynamodb;
  const wait = { client, minDelay: 0.01, maxDelay: 0.02, maxWaitTime: 5 };
  await client.send(new CreateTableCommand({ ...table, TableName: 'other' } as CreateTableCommand['input']));
  await waitUntilTableExists(wait, { TableName: 'other' });
  await client.send(new PutItemCommand({ TableName: 'other', Item: key(1) }));
  const { Table } = await client.send(new DescribeTableCommand({ TableName: 'other' }));
  expect(Table).toMatchObject({
    TableStatus: 'ACTIVE',
    TableArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/other',
  });
  expect(Table?.CreationDateTime?.getTime()).toBe(dynamodb.clock.now());
  expect((await client.send(new ListTablesCommand())).TableNames).toEqual(['by-user', 'chat', 'other']);
  await client.send(new DeleteTableCommand({ TableName: 'other' }));
  await waitUntilTableNotExists(wait, { TableName: 'other' });
  await expect(client.send(new ScanCommand({ TableName: 'other' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  await expect(client.send(new PutItemCommand({ TableName: 'other', Item: key(1) }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});
