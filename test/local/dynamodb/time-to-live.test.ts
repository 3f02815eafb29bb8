import {
  DescribeTimeToLiveCommand,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, expect, test } from 'vitest';
import type { FakeClock } from '../../support/fake-clock.ts';
import { chatTable, type Harness, startDynamoDb } from './support.ts';

const TableName = 'chat';
const withExpiry = { ...chatTable, TimeToLiveSpecification: { AttributeName: 'ExpiresAt', Enabled: true } };
const HOUR_MS = 60 * 60 * 1000;

let dynamodb: Harness;
afterEach(() => dynamodb.stop());

const nowSecond = () => Math.floor(dynamodb.clock.now() / 1000);
const item = (uid: number, expiresAt?: string) => ({
  LivestreamID: { S: 'live' },
  UID: { N: String(uid) },
  ...(expiresAt !== undefined && { ExpiresAt: { N: expiresAt } }),
});
const put = (uid: number, expiresAt?: string) =>
  dynamodb.client.send(new PutItemCommand({ TableName, Item: item(uid, expiresAt) }));
const removed = () => dynamodb.streams.records().filter(({ eventName }) => eventName === 'REMOVE');
const left = async () => {
  const { Items } = await dynamodb.client.send(new ScanCommand({ TableName }));
  return Items?.map(({ UID }) => Number(UID?.N)).sort((a, b) => a - b);
};

/** Moves time on, then minute by minute as one search for expired items ends, until so many removals are on the stream. */
async function advance(ms: number, removals: number): Promise<void> {
  const clock = dynamodb.clock as FakeClock;
  await clock.advance(ms);
  while (removed().length < removals) {
    if (clock.pendingTimers() > 0) await clock.advance(60_000);
    else await new Promise(setImmediate);
  }
}

test('an expired item is removed by DynamoDB itself, with its old image', async () => {
  dynamodb = await startDynamoDb({ tables: [withExpiry] });
  const soon = String(nowSecond() + 1800);
  await put(1, soon);
  await put(2, String(nowSecond() + 7200));
  await put(3);
  await advance(HOUR_MS, 1);
  expect(removed()).toMatchObject([
    { userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' }, dynamodb: { OldImage: item(1, soon) } },
  ]);
  expect(removed()[0]?.dynamodb).not.toHaveProperty('NewImage');
  expect(await left()).toEqual([2, 3]);
});

test('an item whose expiry was put off or taken away stays', async () => {
  dynamodb = await startDynamoDb({ tables: [withExpiry] });
  const soon = String(nowSecond() + 60);
  for (const uid of [1, 2, 3]) await put(uid, soon);
  await put(1, String(nowSecond() + 7200));
  await put(2);
  await advance(HOUR_MS, 1);
  expect(await left()).toEqual([1, 2]);
});

const neverExpiring = [
  { why: 'text', value: { S: '1' } },
  { why: 'a second more than five years ago', value: { N: '1000' } },
  { why: 'a negative number', value: { N: '-5' } },
  { why: 'a number beyond time', value: { N: '1e100' } },
];
test.each(neverExpiring)('$why as expiry never expires', async ({ value }) => {
  dynamodb = await startDynamoDb({ tables: [withExpiry] });
  await dynamodb.client.send(new PutItemCommand({ TableName, Item: { ...item(1), ExpiresAt: value } }));
  await put(2, String(nowSecond()));
  await advance(HOUR_MS, 1);
  expect(await left()).toEqual([1]);
});

test('turned on over the API it finds the items that are there, and survives a restart', async () => {
  dynamodb = await startDynamoDb();
  for (let uid = 0; uid < 300; uid++) await put(uid, uid < 250 ? String(nowSecond() + 60) : undefined);
  const specification = { Enabled: true, AttributeName: 'ExpiresAt' };
  const update = (TimeToLiveSpecification: typeof specification) =>
    dynamodb.client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
  expect((await update(specification)).TimeToLiveSpecification).toEqual(specification);
  await expect(update(specification)).rejects.toMatchObject({ message: 'TimeToLive is already enabled' });
  await advance(HOUR_MS, 250);
  expect(await left()).toHaveLength(50);
  await update({ ...specification, Enabled: false });
  await expect(update({ ...specification, Enabled: false })).rejects.toMatchObject({
    message: 'TimeToLive is already disabled',
  });
  const { TimeToLiveDescription } = await dynamodb.client.send(new DescribeTimeToLiveCommand({ TableName }));
  expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'DISABLED' });
});

test('what expired while the stack was down is removed after the start', async () => {
  dynamodb = await startDynamoDb({ tables: [withExpiry] });
  await put(1, String(nowSecond() + 60));
  const { TimeToLiveDescription } = await dynamodb.client.send(new DescribeTimeToLiveCommand({ TableName }));
  expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'ExpiresAt' });
  await dynamodb.restart();
  await advance(HOUR_MS, 1);
  const { Item } = await dynamodb.client.send(new GetItemCommand({ TableName, Key: item(1) }));
  expect(Item).toBeUndefined();
});
