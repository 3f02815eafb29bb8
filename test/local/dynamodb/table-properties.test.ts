import { DescribeTableCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDynamoDb } from '../../../local/dynamodb/service.ts';
import { openStore } from '../../../local/dynamodb/store.ts';
import { chatTable, type Harness, startDynamoDb } from './support.ts';

const Item = { LivestreamID: { S: 'live' }, UID: { N: '1' } };
let dynamodb: Harness;
beforeEach(async () => {
  dynamodb = await startDynamoDb();
});
afterEach(() => dynamodb.stop());

test('a table of a template is made at once, and found with its items at the next start', async () => {
  await dynamodb.client.send(new PutItemCommand({ TableName: 'chat', Item }));
  await dynamodb.restart();
  expect(await dynamodb.service.createTable(chatTable)).toEqual({
    tableName: 'chat',
    tableArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/chat',
  });
  const { Table } = await dynamodb.client.send(new DescribeTableCommand({ TableName: 'chat' }));
  expect(Table).toMatchObject({
    KeySchema: chatTable.KeySchema,
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
  });
  expect((await dynamodb.client.send(new GetItemCommand({ TableName: 'chat', Key: Item }))).Item).toEqual(Item);
});

test.each(['CREATING', 'DELETING'])(
  'a table that was %s when the process was killed is made anew',
  async (TableStatus) => {
    await dynamodb.client.send(new PutItemCommand({ TableName: 'chat', Item }));
    await dynamodb.restart(async () => {
      const place = { region: 'us-east-1', accountId: '000000000000' };
      const { database } = openStore({ directory: dynamodb.directory, clock: dynamodb.clock, ...place });
      const [text] = await database.getMany(['table~chat'], { valueEncoding: 'utf8' });
      const description = JSON.stringify({ ...JSON.parse(text!), TableStatus });
      await database.batch([{ type: 'put', key: 'table~chat', value: description, valueEncoding: 'utf8' }]);
      await database.close();
    });
    await dynamodb.client.send(new PutItemCommand({ TableName: 'chat', Item }));
    const { Table } = await dynamodb.client.send(new DescribeTableCommand({ TableName: 'chat' }));
    expect(Table?.TableStatus).toBe('ACTIVE');
  },
);

test('properties that the local table does not honour are passed over', async () => {
  const properties = {
    ...chatTable,
    TableName: 'more',
    Tags: [{ Key: 'a', Value: 'b' }],
    SSESpecification: { SSEEnabled: true },
  };
  expect(await dynamodb.service.createTable(properties)).toMatchObject({ tableName: 'more' });
});

test('a table that is there with another key is refused with a way out', async () => {
  const other = {
    ...chatTable,
    KeySchema: [{ AttributeName: 'UID', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'UID', AttributeType: 'N' }],
  };
  await expect(dynamodb.service.createTable(other)).rejects.toThrow(/another key .* data directory/);
});

test('properties that CreateTable refuses are refused in its words', async () => {
  const { KeySchema: _, ...keyless } = chatTable;
  await expect(dynamodb.service.createTable({ ...keyless, TableName: 'keyless' })).rejects.toThrow(/keySchema/);
});

test('a directory that another service holds fails the first use', async () => {
  const { directory, clock, streams } = dynamodb;
  const place = { region: 'us-east-1', accountId: '000000000000' };
  const second = createDynamoDb({ directory, clock, random: Math.random, streams, log: () => {}, ...place });
  await expect(second.createTable(chatTable)).rejects.toThrow();
  await second.close();
});
