import {
  GetItemCommand,
  PutItemCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFakeClock } from '../../support/fake-clock.ts';
import { type Harness, startDynamoDb } from './support.ts';

const TableName = 'chat';
const key = (uid: number) => ({ LivestreamID: { S: 'live' }, UID: { N: String(uid) } });
const setText = {
  UpdateExpression: 'SET #t = :t',
  ExpressionAttributeNames: { '#t': 'Text' },
  ExpressionAttributeValues: { ':t': { S: 'x' } },
};

let dynamodb: Harness;
beforeAll(async () => {
  dynamodb = await startDynamoDb();
});
afterAll(() => dynamodb.stop());
const get = async (uid: number) => (await dynamodb.client.send(new GetItemCommand({ TableName, Key: key(uid) }))).Item;
type Items = TransactWriteItemsCommand['input']['TransactItems'];
const transact = (TransactItems: Items) => dynamodb.client.send(new TransactWriteItemsCommand({ TransactItems }));

test('puts, updates, deletes and checks are carried out together', async () => {
  await dynamodb.client.send(new PutItemCommand({ TableName, Item: key(3) }));
  await transact([
    { ConditionCheck: { TableName, Key: key(4), ConditionExpression: 'attribute_not_exists(UID)' } },
    { Put: { TableName, Item: key(1) } },
    { Update: { TableName, Key: key(2), ...setText } },
    { Delete: { TableName, Key: key(3), ConditionExpression: 'attribute_exists(UID)' } },
  ]);
  expect([await get(1), await get(2), await get(3)]).toEqual([key(1), { ...key(2), Text: { S: 'x' } }, undefined]);
});

test('one failed condition cancels all, says which, and shows the item when asked', async () => {
  await dynamodb.client.send(new PutItemCommand({ TableName, Item: { ...key(10), Text: { S: 'kept' } } }));
  const before = dynamodb.streams.entries.length;
  const cancelled = transact([
    { Put: { TableName, Item: key(11) } },
    {
      Delete: {
        TableName,
        Key: key(10),
        ConditionExpression: 'attribute_not_exists(UID)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    },
    { ConditionCheck: { TableName, Key: key(12), ConditionExpression: 'attribute_exists(UID)' } },
  ]);
  await expect(cancelled).rejects.toMatchObject({
    name: 'TransactionCanceledException',
    message:
      'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, ConditionalCheckFailed]',
    CancellationReasons: [
      { Code: 'None' },
      {
        Code: 'ConditionalCheckFailed',
        Message: 'The conditional request failed',
        Item: { ...key(10), Text: { S: 'kept' } },
      },
      { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
    ],
  });
  expect([await get(10), await get(11)]).toEqual([{ ...key(10), Text: { S: 'kept' } }, undefined]);
  expect(dynamodb.streams.entries).toHaveLength(before);
});

test('a transaction that comes again with its token happens once; with other items it is refused, after 10 minutes it is another', async () => {
  const clock = createFakeClock();
  const own = await startDynamoDb({ clock });
  const add = (by: string, ReturnConsumedCapacity?: 'TOTAL') =>
    own.client.send(
      new TransactWriteItemsCommand({
        ClientRequestToken: 'token',
        ...(ReturnConsumedCapacity && { ReturnConsumedCapacity }),
        TransactItems: [
          {
            Update: {
              TableName,
              Key: key(1),
              UpdateExpression: 'ADD N :by',
              ExpressionAttributeValues: { ':by': { N: by } },
            },
          },
        ],
      }),
    );
  const count = async () => (await own.client.send(new GetItemCommand({ TableName, Key: key(1) }))).Item?.N;
  try {
    await Promise.all([add('1'), add('1')]);
    await add('1', 'TOTAL');
    expect(await count()).toEqual({ N: '1' });
    await expect(add('2')).rejects.toMatchObject({ name: 'IdempotentParameterMismatchException' });
    await clock.advance(10 * 60_000);
    await add('2');
    expect(await count()).toEqual({ N: '3' });
  } finally {
    await own.stop();
  }
});

test('a transaction that was cancelled may come again with its token', async () => {
  const put = () =>
    dynamodb.client.send(
      new TransactWriteItemsCommand({
        ClientRequestToken: 'again',
        TransactItems: [
          { ConditionCheck: { TableName, Key: key(40), ConditionExpression: 'attribute_exists(UID)' } },
          { Put: { TableName, Item: key(41) } },
        ],
      }),
    );
  await expect(put()).rejects.toMatchObject({ name: 'TransactionCanceledException' });
  await dynamodb.client.send(new PutItemCommand({ TableName, Item: key(40) }));
  await put();
  expect(await get(41)).toEqual(key(41));
});

test('an update that cannot be applied cancels the transaction with a validation error', async () => {
  await dynamodb.client.send(new PutItemCommand({ TableName, Item: { ...key(20), Text: { S: 'a' } } }));
  const add = {
    UpdateExpression: 'ADD #t :n',
    ExpressionAttributeNames: { '#t': 'Text' },
    ExpressionAttributeValues: { ':n': { N: '1' } },
  };
  const cancelled = transact([{ Put: { TableName, Item: key(21) } }, { Update: { TableName, Key: key(20), ...add } }]);
  await expect(cancelled).rejects.toMatchObject({
    CancellationReasons: [
      { Code: 'None' },
      { Code: 'ValidationError', Message: 'An operand in the update expression has an incorrect data type' },
    ],
  });
  expect(await get(21)).toBeUndefined();
});

const malformed: { why: string; items: Items; message: RegExp }[] = [
  {
    why: 'an item twice',
    items: [{ Put: { TableName, Item: key(1) } }, { Delete: { TableName, Key: key(1) } }],
    message: /multiple operations on one item/,
  },
  { why: 'no action', items: [{}], message: /can only contain one of/ },
  {
    why: 'two actions in one',
    items: [{ Put: { TableName, Item: key(1) }, Delete: { TableName, Key: key(2) } }],
    message: /can only contain one of/,
  },
  { why: 'nothing', items: [], message: /greater than or equal to 1/ },
  {
    why: '101 actions',
    items: Array.from({ length: 101 }, (_, uid) => ({ Put: { TableName, Item: key(uid) } })),
    message: /less than or equal to 100/,
  },
  {
    why: 'a broken expression',
    items: [{ Update: { TableName, Key: key(1), UpdateExpression: 'SET' } }],
    message: /Invalid UpdateExpression/,
  },
  {
    why: 'a key of another schema',
    items: [{ Delete: { TableName, Key: { LivestreamID: { S: 'x' } } } }],
    message: /does not match the schema/,
  },
];
test.each(malformed)('a transaction with $why is refused', async ({ items, message }) => {
  await expect(transact(items)).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringMatching(message),
  });
});

test('items are got together, absent ones as empty answers', async () => {
  await transact([{ Put: { TableName, Item: { ...key(30), Text: { S: 'a' }, Other: { S: 'b' } } } }]);
  const { Responses } = await dynamodb.client.send(
    new TransactGetItemsCommand({
      TransactItems: [
        { Get: { TableName, Key: key(30), ProjectionExpression: '#t', ExpressionAttributeNames: { '#t': 'Text' } } },
        { Get: { TableName, Key: key(31) } },
        { Get: { TableName, Key: key(30) } },
      ],
    }),
  );
  expect(Responses).toEqual([
    { Item: { Text: { S: 'a' } } },
    {},
    { Item: { ...key(30), Text: { S: 'a' }, Other: { S: 'b' } } },
  ]);
});

test('parallel transactions over the same items are carried out one after the other', async () => {
  const move = (from: number, to: number) =>
    transact([
      {
        Update: {
          TableName,
          Key: key(from),
          UpdateExpression: 'ADD Coins :n',
          ExpressionAttributeValues: { ':n': { N: '-1' } },
        },
      },
      {
        Update: {
          TableName,
          Key: key(to),
          UpdateExpression: 'ADD Coins :n',
          ExpressionAttributeValues: { ':n': { N: '1' } },
        },
      },
    ]);
  await Promise.all(Array.from({ length: 60 }, (_, index) => (index % 3 === 0 ? move(41, 40) : move(40, 41))));
  expect([(await get(40))?.Coins, (await get(41))?.Coins]).toEqual([{ N: '-20' }, { N: '20' }]);
});

test('a transaction’s capacity is twice that of its writes', async () => {
  const { ConsumedCapacity } = await dynamodb.client.send(
    new TransactWriteItemsCommand({
      TransactItems: [50, 51].map((uid) => ({ Put: { TableName, Item: key(uid) } })),
      ReturnConsumedCapacity: 'TOTAL',
    }),
  );
  expect(ConsumedCapacity).toEqual([{ TableName, CapacityUnits: 4 }]);
});
