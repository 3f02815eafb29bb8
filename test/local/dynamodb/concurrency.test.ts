import {
  BatchWriteItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createRandom } from '../../../local/random.ts';
import type { FakeClock } from '../../support/fake-clock.ts';
import { accept, type Harness, startDynamoDb, throttle } from './support.ts';

const SEED = Number(process.env.SEED ?? 7);
const TableName = 'chat';
const key = (uid: number) => ({ LivestreamID: { S: 'live' }, UID: { N: String(uid) } });

let dynamodb: Harness;
beforeAll(async () => {
  dynamodb = await startDynamoDb();
});
afterAll(() => dynamodb.stop());
beforeEach(() => {
  dynamodb.streams.entries = [];
});

/** Every change starts from where the item's last one ended. */
function expectChains(): void {
  const last = new Map<string, unknown>();
  for (const { dynamodb: change, eventName } of dynamodb.streams.records()) {
    const id = JSON.stringify(change.Keys);
    expect(change.OldImage, `${eventName} of ${id}`).toEqual(last.get(id));
    last.set(id, change.NewImage);
  }
}

test('parallel updates of one item make images that follow one upon the other', async () => {
  const increments = Array.from({ length: 200 }, () =>
    dynamodb.client.send(
      new UpdateItemCommand({
        TableName,
        Key: key(0),
        UpdateExpression: 'ADD Votes :one',
        ExpressionAttributeValues: { ':one': { N: '1' } },
      }),
    ),
  );
  await Promise.all(increments);
  expectChains();
  const votes = dynamodb.streams.records().map((record) => record.dynamodb.NewImage?.Votes);
  expect(votes).toEqual(Array.from({ length: 200 }, (_, index) => ({ N: String(index + 1) })));
});

test(`parallel writes of all kinds to few items keep each item's images in order, seed ${SEED}`, async () => {
  const random = createRandom(SEED);
  const uid = () => 1 + Math.floor(random() * 4);
  const text = () => ({ Text: { S: String(Math.floor(random() * 5)) } });
  const writes = Array.from({ length: 400 }, () => {
    const [first, second] = [uid(), uid()];
    const Put = { TableName, Item: { ...key(first), ...text() } };
    const kind = Math.floor(random() * 4);
    if (kind === 0) return new PutItemCommand(Put);
    if (kind === 1) {
      return new UpdateItemCommand({
        TableName,
        Key: key(first),
        UpdateExpression: 'SET Votes = if_not_exists(Votes, :n) + :n',
        ExpressionAttributeValues: { ':n': { N: '1' } },
      });
    }
    const Delete = { TableName, Key: key(second === first ? first + 10 : second) };
    if (kind === 2) return new TransactWriteItemsCommand({ TransactItems: [{ Put }, { Delete }] });
    return new BatchWriteItemCommand({
      RequestItems: { [TableName]: [{ PutRequest: Put }, { DeleteRequest: Delete }] },
    });
  });
  await Promise.all(writes.map((write) => dynamodb.client.send(write as PutItemCommand)));
  expectChains();
});

test('a stream that refuses records at random still gets the changes of each item in order', async () => {
  const random = createRandom(SEED);
  dynamodb.streams.answer = () => (random() < 0.4 ? throttle() : accept());
  const writes = Array.from({ length: 300 }, (_, index) =>
    dynamodb.client.send(
      new UpdateItemCommand({
        TableName,
        Key: key(20 + (index % 3)),
        UpdateExpression: 'ADD Votes :one',
        ExpressionAttributeValues: { ':one': { N: '1' } },
      }),
    ),
  );
  await Promise.all(writes);
  dynamodb.streams.answer = accept;
  await (dynamodb.clock as FakeClock).advance(60_000);
  expect(dynamodb.streams.records()).toHaveLength(300);
  expectChains();
});
