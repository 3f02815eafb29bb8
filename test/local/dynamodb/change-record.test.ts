import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, expect, test } from 'vitest';
import { createFakeClock } from '../../support/fake-clock.ts';
import { chatTable, type Harness, STREAM_ARN, startDynamoDb } from './support.ts';

const TableName = 'chat';
const item = (uid: string) => ({ LivestreamID: { S: 'live-1' }, UID: { N: uid } });
let dynamodb: Harness;
afterEach(() => dynamodb.stop());

test('a record has the fields that AWS puts there, in microseconds where the destination says so', async () => {
  dynamodb = await startDynamoDb({ clock: createFakeClock(1_721_011_165_891) });
  await dynamodb.client.send(new PutItemCommand({ TableName, Item: item('101') }));
  const [entry] = dynamodb.streams.entries;
  expect(entry?.partitionKey).toMatch(/^[0-9a-f]{32}$/);
  expect(JSON.parse(entry!.data.toString())).toEqual({
    awsRegion: 'us-east-1',
    eventID: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
    eventName: 'INSERT',
    userIdentity: null,
    recordFormat: 'application/json',
    tableName: 'chat',
    dynamodb: {
      ApproximateCreationDateTime: 1_721_011_165_891_000,
      Keys: item('101'),
      NewImage: item('101'),
      SizeBytes: 2 * ('LivestreamID'.length + 'live-1'.length + 'UID'.length + 3),
      ApproximateCreationDateTimePrecision: 'MICROSECOND',
    },
    eventSource: 'aws:dynamodb',
  });
});

test('with the default precision times are milliseconds and the precision is not named', async () => {
  const table = { ...chatTable, KinesisStreamSpecification: { StreamArn: STREAM_ARN } };
  dynamodb = await startDynamoDb({ clock: createFakeClock(1_721_011_165_891), tables: [table] });
  await dynamodb.client.send(new PutItemCommand({ TableName, Item: item('1') }));
  const [record] = dynamodb.streams.records();
  expect(record?.dynamodb.ApproximateCreationDateTime).toBe(1_721_011_165_891);
  expect(record?.dynamodb).not.toHaveProperty('ApproximateCreationDateTimePrecision');
});

test('times of a table never stand still or run back, also over a restart of a clock that does', async () => {
  dynamodb = await startDynamoDb();
  const write = (uid: string) => dynamodb.client.send(new PutItemCommand({ TableName, Item: item(uid) }));
  await Promise.all(['1', '2', '3'].map(write));
  await dynamodb.restart();
  await Promise.all(['4', '5', '6'].map(write));
  const times = dynamodb.streams.records().map((record) => record.dynamodb.ApproximateCreationDateTime);
  expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
  expect(times).toHaveLength(6);
});

test('numbers are the very text of 38 digits that the table holds', async () => {
  dynamodb = await startDynamoDb();
  const digits = '12345678901234567890.123456789012345678';
  const Item = {
    ...item('9223372036854775807'),
    Score: { N: digits },
    Low: { N: '-0.00000000000000000000000000000000000001' },
  };
  await dynamodb.client.send(new PutItemCommand({ TableName, Item }));
  await dynamodb.client.send(
    new UpdateItemCommand({
      TableName,
      Key: item('9223372036854775807'),
      UpdateExpression: 'ADD Score :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    }),
  );
  const [put, update] = dynamodb.streams.records();
  expect(put?.dynamodb.NewImage).toEqual(Item);
  expect(update?.dynamodb.NewImage).toEqual({ ...Item, Score: { N: '12345678901234567891.123456789012345678' } });
});

test('an item keeps its partition key, another has another', async () => {
  dynamodb = await startDynamoDb();
  for (const [uid, text] of [
    ['1', 'a'],
    ['1', 'b'],
    ['2', 'a'],
  ] as const) {
    await dynamodb.client.send(new PutItemCommand({ TableName, Item: { ...item(uid), Text: { S: text } } }));
  }
  const [first, again, other] = dynamodb.streams.entries.map(({ partitionKey }) => partitionKey);
  expect(again).toBe(first);
  expect(other).not.toBe(first);
});

test('a record too large for a stream is skipped and counted, the item is stored, and the next change follows', async () => {
  dynamodb = await startDynamoDb();
  // One byte each in DynamoDB, six in JSON.
  const bulky = { ...item('1'), Text: { S: '\u0001'.repeat(300_000) } };
  await dynamodb.client.send(new PutItemCommand({ TableName, Item: bulky }));
  await dynamodb.client.send(new PutItemCommand({ TableName, Item: item('2') }));
  expect(dynamodb.streams.records().map((record) => record.dynamodb.Keys)).toEqual([item('2')]);
  const failed = dynamodb.metrics.filter(({ metricName }) => metricName === 'FailedToReplicateRecordCount');
  expect(failed).toMatchObject([{ namespace: 'AWS/DynamoDB', value: 1, dimensions: { TableName: 'chat' } }]);
  expect(dynamodb.logged.join()).toContain('too large');
});
