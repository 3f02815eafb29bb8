import { BatchWriteItemCommand, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FakeClock } from '../../support/fake-clock.ts';
import { accept, crash, type Harness, startDynamoDb, throttle } from './support.ts';

const TableName = 'chat';
const item = (uid: number, text = 'a') => ({ LivestreamID: { S: 'live' }, UID: { N: String(uid) }, Text: { S: text } });
const put = (uid: number, text?: string) =>
  dynamodb.client.send(new PutItemCommand({ TableName, Item: item(uid, text) }));
const texts = () => dynamodb.streams.records().map((record) => record.dynamodb.NewImage?.Text);

let dynamodb: Harness;
beforeEach(async () => {
  dynamodb = await startDynamoDb();
});
afterEach(() => dynamodb.stop());

test('a change whose way to the stream was cut off arrives after the next start, before later changes of its item', async () => {
  dynamodb.streams.answer = crash;
  await put(1, 'before');
  expect(texts()).toEqual([]);
  dynamodb.streams.answer = accept;
  await dynamodb.restart();
  await put(1, 'after');
  expect(texts()).toEqual([{ S: 'before' }, { S: 'after' }]);
});

test('a change that had arrived when the process died is repeated with its id, not with a new one', async () => {
  const ids: string[] = [];
  dynamodb.streams.answer = (entry) => {
    ids.push(JSON.parse(entry.data.toString()).eventID);
    return ids.length > 1 ? crash() : accept();
  };
  const Item = (uid: number) => ({ PutRequest: { Item: item(uid) } });
  await dynamodb.client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: [Item(1), Item(2)] } }));
  dynamodb.streams.answer = accept;
  await dynamodb.restart();
  const again = dynamodb.streams.records().map(({ eventID }) => eventID);
  expect(new Set(again)).toEqual(new Set(ids));
  expect(new Set(again).size).toBe(2);
});

test('what has arrived is not repeated at the next start', async () => {
  await Promise.all([1, 2, 3].map((uid) => put(uid)));
  await dynamodb.restart();
  await dynamodb.restart();
  expect(dynamodb.streams.records()).toHaveLength(3);
});

test('the changes of a batch are put on the stream at once', async () => {
  const writes = Array.from({ length: 25 }, (_, uid) => ({ PutRequest: { Item: item(uid) } }));
  await dynamodb.client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: writes } }));
  expect([dynamodb.streams.puts, dynamodb.streams.entries.length]).toEqual([1, 25]);
});

test('a throttled record is counted, put again by the stack’s clock, and the writer does not wait for it', async () => {
  dynamodb.streams.answer = throttle;
  await put(1);
  expect(dynamodb.streams.entries).toHaveLength(0);
  dynamodb.streams.answer = accept;
  await (dynamodb.clock as FakeClock).advance(1_000);
  expect(dynamodb.streams.entries).toHaveLength(1);
  const named = (name: string) => dynamodb.metrics.filter(({ metricName }) => metricName === name);
  expect(named('ThrottledPutRecordCount')).toMatchObject([{ value: 1, unit: 'Count' }]);
  expect(named('AgeOfOldestUnreplicatedRecord').map(({ value }) => value)).toEqual([0, 200]);
});

test('a refused record holds back the later changes of its stream, and all of them arrive in order', async () => {
  dynamodb.streams.answer = crash;
  await put(1, 'one');
  await put(2, 'two');
  dynamodb.streams.answer = accept;
  await put(1, 'three');
  expect(texts()).toEqual([]);
  await (dynamodb.clock as FakeClock).advance(1_000);
  expect(texts()).toEqual([{ S: 'one' }, { S: 'two' }, { S: 'three' }]);
  expect(dynamodb.logged).toHaveLength(1);
});

test('items and secondary indexes are there after a restart', async () => {
  await put(1, 'kept');
  await dynamodb.restart();
  const { Item } = await dynamodb.client.send(
    new GetItemCommand({ TableName, Key: { LivestreamID: { S: 'live' }, UID: { N: '1' } } }),
  );
  expect(Item).toEqual(item(1, 'kept'));
});

test('writes are throttled while a stream refuses more than there is room for', async () => {
  dynamodb.streams.answer = throttle;
  const large = 'x'.repeat(390_000);
  let refusal: Error | undefined;
  for (let uid = 0; uid < 400 && !refusal; uid++) await put(uid, large).catch((error) => (refusal = error));
  expect(refusal?.name).toBe('ThrottlingException');
  dynamodb.streams.answer = accept;
  await (dynamodb.clock as FakeClock).advance(60_000);
  await dynamodb.client.send(
    new UpdateItemCommand({
      TableName,
      Key: { LivestreamID: { S: 'live' }, UID: { N: '1' } },
      UpdateExpression: 'REMOVE #t',
      ExpressionAttributeNames: { '#t': 'Text' },
    }),
  );
});
