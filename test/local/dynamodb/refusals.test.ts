import { crc32 } from 'node:zlib';
import { DescribeBackupCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Harness, startDynamoDb } from './support.ts';

let dynamodb: Harness;
beforeAll(async () => {
  dynamodb = await startDynamoDb();
});
afterAll(() => dynamodb.stop());

const call = async (operation: string, body: string) => {
  const headers = { 'x-amz-target': `DynamoDB_20120810.${operation}`, 'content-type': 'application/x-amz-json-1.0' };
  const answer = await dynamodb.service.handle({
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers,
    body: Buffer.from(body),
  });
  return {
    status: answer.status,
    headers: answer.headers ?? {},
    text: String(answer.body),
    body: JSON.parse(String(answer.body)),
  };
};
const nested = (levels: number) => '{"M":{"a":'.repeat(levels) + '{"S":"x"}' + '}}'.repeat(levels);
const putWith = (attribute: string) =>
  `{"TableName":"chat","Item":{"LivestreamID":{"S":"a"},"UID":{"N":"1"},${attribute}}}`;

test('an operation that is not there is refused by name, with those that are', async () => {
  const refusal = dynamodb.client.send(
    new DescribeBackupCommand({ BackupArn: 'arn:aws:dynamodb:us-east-1:000000000000:backup/some-backup' }),
  );
  await expect(refusal).rejects.toMatchObject({
    name: 'UnknownOperationException',
    message: expect.stringMatching(/DescribeBackup.*BatchGetItem, BatchWriteItem, .*UpdateTimeToLive/),
  });
});

test('a table that is not there is refused as AWS does', async () => {
  const Key = { LivestreamID: { S: 'a' }, UID: { N: '1' } };
  const refusals = [
    new PutItemCommand({ TableName: 'none', Item: Key }),
    new GetItemCommand({ TableName: 'none', Key }),
  ];
  for (const refusal of refusals) {
    await expect(dynamodb.client.send(refusal as PutItemCommand)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Requested resource not found',
    });
  }
});

test('an error carries its full type, and every body its checksum', async () => {
  const { status, headers, body, text } = await call('PutItem', '{"TableName":"chat","Item":{"UID":{"N":"x"}}}');
  expect([status, body.__type]).toEqual([400, 'com.amazon.coral.validate#ValidationException']);
  expect(body.message).toBe('The parameter cannot be converted to a numeric value: x');
  expect(headers['content-type']).toBe('application/x-amz-json-1.0');
  expect(headers['x-amz-crc32']).toBe(String(crc32(text)));
});

const hostile = [
  { why: 'an attribute named __proto__', body: putWith('"__proto__":{"S":"x"}'), message: /__proto__/ },
  {
    why: 'an escaped __proto__ deep inside',
    body: putWith('"m":{"M":{"\\u005f_proto__":{"S":"x"}}}'),
    message: /__proto__/,
  },
  { why: 'nesting that overflows stacks', body: putWith(`"m":${nested(7_000)}`), message: /Nesting Levels/ },
  { why: 'no JSON', body: '{', message: /not JSON/ },
  { why: 'no object', body: '[]', message: /JSON object/ },
  { why: 'a wrong type', body: putWith('"n":{"N":1}'), message: /NUMBER_VALUE cannot be converted to String/ },
];
test.each(hostile)('a request with $why is refused', async ({ body, message }) => {
  const answer = await call('PutItem', body);
  expect(answer.status).toBe(400);
  expect(answer.body.message).toMatch(message);
  expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('S');
});

test.each(['constructor', 'toString', 'hasOwnProperty'])(
  'an attribute named %s is stored as any other',
  async (name) => {
    const Item = { LivestreamID: { S: 'a' }, UID: { N: '2' }, [name]: { S: 'x' } };
    await dynamodb.client.send(new PutItemCommand({ TableName: 'chat', Item }));
    const { body } = await call('GetItem', '{"TableName":"chat","Key":{"LivestreamID":{"S":"a"},"UID":{"N":"2"}}}');
    expect(body.Item).toEqual(Item);
  },
);
