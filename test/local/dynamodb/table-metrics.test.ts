import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Clock } from '../../../local/clock.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { type Harness, startDynamoDb, throttle } from './support.ts';

const TableName = 'chat';
const Key = { LivestreamID: { S: 'live' }, UID: { N: '1' } };
const item = (bytes: number, uid = 1) => ({ ...Key, UID: { N: String(uid) }, Text: { S: 'x'.repeat(bytes) } });

let clock: Clock;
let dynamodb: Harness;
beforeEach(async () => {
  clock = createFakeClock();
  dynamodb = await startDynamoDb({ clock });
});
afterEach(() => dynamodb.stop());

type Write = Parameters<DynamoDBClient['send']>[0];
const send = (command: object) => dynamodb.client.send(command as Write);
const named = (name: string) => dynamodb.metrics.filter(({ metricName }) => metricName === name);
const units = () => named('ConsumedWriteCapacityUnits').map(({ value }) => value);

test('a write consumes a unit for each KiB begun, and is told of its table', async () => {
  await send(new PutItemCommand({ TableName, Item: item(10) }));
  await send(new PutItemCommand({ TableName, Item: item(2_000) }));
  expect(units()).toEqual([1, 2]);
  expect(named('ConsumedWriteCapacityUnits')[0]).toEqual({
    namespace: 'AWS/DynamoDB',
    metricName: 'ConsumedWriteCapacityUnits',
    dimensions: { TableName },
    value: 1,
    unit: 'Count',
    timestamp: clock.now(),
  });
});

test('the larger of what was there and what is there now counts', async () => {
  await send(new PutItemCommand({ TableName, Item: item(3_000) }));
  await send(new PutItemCommand({ TableName, Item: item(10) }));
  await send(new DeleteItemCommand({ TableName, Key }));
  expect(units()).toEqual([3, 3, 1]);
});

test('a write that changes nothing consumes units too: nothing-captured lives on it', async () => {
  await send(new PutItemCommand({ TableName, Item: item(10) }));
  await send(new PutItemCommand({ TableName, Item: item(10) }));
  await send(new DeleteItemCommand({ TableName, Key: { ...Key, UID: { N: '9' } } }));
  expect(units()).toEqual([1, 1, 1]);
  expect(dynamodb.streams.entries).toHaveLength(1);
});

test('a batch tells the sum of its items at once, a transaction twice as much', async () => {
  const batch = [1, 2, 3].map((uid) => ({ PutRequest: { Item: item(1_500, uid) } }));
  await send(new BatchWriteItemCommand({ RequestItems: { [TableName]: batch } }));
  const update = {
    TableName,
    Key,
    UpdateExpression: 'SET Score = :s',
    ExpressionAttributeValues: { ':s': { N: '1' } },
  };
  await send(
    new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName, Item: item(10, 4) } }, { Update: update }] }),
  );
  await send(new UpdateItemCommand(update));
  expect(units()).toEqual([6, 2 + 4, 2]);
});

test('a write that is throttled is told item by item, and consumes nothing', async () => {
  dynamodb.streams.answer = throttle;
  let uid = 0;
  // Until so much waits for the stream that there is no room for more.
  const fill = () =>
    send(
      new BatchWriteItemCommand({
        RequestItems: {
          [TableName]: Array.from({ length: 25 }, () => ({ PutRequest: { Item: item(390_000, ++uid) } })),
        },
      }),
    );
  for (let batches = 0; batches < 7; batches += 1) await fill();
  const consumed = units().length;
  expect(named('WriteThrottleEvents')).toEqual([]);
  await expect(fill()).rejects.toMatchObject({ name: 'ThrottlingException' });
  expect(named('WriteThrottleEvents')).toMatchObject([{ dimensions: { TableName }, value: 25, unit: 'Count' }]);
  expect(units()).toHaveLength(consumed);
});
