import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Harness, startDynamoDb } from './support.ts';

/** What each write tells the stream, as captured from AWS. One key per row, so that rows do not meet. */
const TableName = 'chat';
type Key = { LivestreamID: { S: string }; UID: { N: string } };
type Write = PutItemCommand | UpdateItemCommand | DeleteItemCommand | BatchWriteItemCommand | TransactWriteItemsCommand;
type Send = (key: Key) => Write;

const put: Send = (key) =>
  new PutItemCommand({ TableName, Item: { ...key, Text: { S: 'a' }, Tags: { SS: ['x', 'y'] } } });
const putReordered: Send = (key) =>
  new PutItemCommand({ TableName, Item: { Tags: { SS: ['y', 'x'] }, Text: { S: 'a' }, ...key } });
const putNumber = (text: string): Send => {
  return (key) => new PutItemCommand({ TableName, Item: { ...key, Score: { N: text } } });
};
const update = (text: string): Send => {
  return (Key) =>
    new UpdateItemCommand({
      TableName,
      Key,
      UpdateExpression: 'SET #t = :t',
      ExpressionAttributeNames: { '#t': 'Text' },
      ExpressionAttributeValues: { ':t': { S: text } },
    });
};
const remove: Send = (Key) => new DeleteItemCommand({ TableName, Key });
const batch = (...writes: Send[]): Send => {
  return (key) =>
    new BatchWriteItemCommand({
      RequestItems: {
        [TableName]: writes.map((write) => {
          const input = write(key).input as { Item?: Record<string, never>; Key?: Record<string, never> };
          return input.Item ? { PutRequest: { Item: input.Item } } : { DeleteRequest: { Key: input.Key } };
        }),
      },
    });
};
const transact = (kind: 'Put' | 'Update' | 'Delete', write: Send): Send => {
  return (key) => new TransactWriteItemsCommand({ TransactItems: [{ [kind]: write(key).input }] });
};
const refused = (write: Send, ConditionExpression: string): Send => {
  return (key) => {
    const command = write(key);
    Object.assign(command.input, { ConditionExpression });
    return command;
  };
};

const rows: { why: string; writes: Send[]; events: string[] }[] = [
  { why: 'a put of a new item', writes: [put], events: ['INSERT'] },
  { why: 'a put over another item', writes: [put, putNumber('1')], events: ['INSERT', 'MODIFY'] },
  { why: 'a put of the same item', writes: [put, put], events: ['INSERT'] },
  { why: 'a put of the same item in another order', writes: [put, putReordered], events: ['INSERT'] },
  {
    why: 'a put of the same number written otherwise',
    writes: [putNumber('100'), putNumber('1.00e2')],
    events: ['INSERT'],
  },
  {
    why: 'a put of a number that a double cannot tell apart',
    writes: [putNumber('9007199254740992'), putNumber('9007199254740993')],
    events: ['INSERT', 'MODIFY'],
  },
  { why: 'an update of an absent item', writes: [update('a')], events: ['INSERT'] },
  { why: 'an update that changes something', writes: [put, update('b')], events: ['INSERT', 'MODIFY'] },
  { why: 'an update that changes nothing', writes: [put, update('a')], events: ['INSERT'] },
  { why: 'a delete', writes: [put, remove], events: ['INSERT', 'REMOVE'] },
  { why: 'a delete of an absent item', writes: [remove], events: [] },
  { why: 'a batched put', writes: [batch(put)], events: ['INSERT'] },
  { why: 'a batched put of the same item', writes: [put, batch(put)], events: ['INSERT'] },
  { why: 'a batched delete', writes: [put, batch(remove)], events: ['INSERT', 'REMOVE'] },
  { why: 'a batched delete of an absent item', writes: [batch(remove)], events: [] },
  { why: 'a put in a transaction', writes: [transact('Put', put)], events: ['INSERT'] },
  { why: 'a put of the same item in a transaction', writes: [put, transact('Put', put)], events: ['INSERT', 'MODIFY'] },
  { why: 'an update in a transaction', writes: [put, transact('Update', update('b'))], events: ['INSERT', 'MODIFY'] },
  {
    why: 'an update in a transaction that changes nothing',
    writes: [put, transact('Update', update('a'))],
    events: ['INSERT'],
  },
  { why: 'a delete in a transaction', writes: [put, transact('Delete', remove)], events: ['INSERT', 'REMOVE'] },
  { why: 'a delete of an absent item in a transaction', writes: [transact('Delete', remove)], events: [] },
  {
    why: 'a put whose condition fails',
    writes: [put, refused(putNumber('1'), 'attribute_not_exists(UID)')],
    events: ['INSERT'],
  },
  {
    why: 'a delete whose condition fails',
    writes: [put, refused(remove, 'attribute_not_exists(UID)')],
    events: ['INSERT'],
  },
  {
    why: 'a put whose condition holds',
    writes: [put, refused(putNumber('1'), 'attribute_exists(UID)')],
    events: ['INSERT', 'MODIFY'],
  },
];

let dynamodb: Harness;
beforeAll(async () => {
  dynamodb = await startDynamoDb();
});
afterAll(() => dynamodb.stop());

test.each(rows.map((row, index) => ({ ...row, key: { LivestreamID: { S: 'live' }, UID: { N: String(index) } } })))(
  '$why tells the stream $events',
  async ({ writes, events, key }) => {
    for (const write of writes) {
      await dynamodb.client.send(write(key) as PutItemCommand).catch((error: Error) => {
        expect(error.name).toBe('ConditionalCheckFailedException');
      });
    }
    const records = dynamodb.streams
      .records()
      .filter(({ dynamodb: { Keys } }) => JSON.stringify(Keys) === JSON.stringify(key));
    expect(records.map(({ eventName }) => eventName)).toEqual(events);
    for (const [index, { eventName, dynamodb }] of records.entries()) {
      expect(dynamodb.OldImage).toEqual(records[index - 1]?.dynamodb.NewImage);
      expect(dynamodb.NewImage === undefined).toBe(eventName === 'REMOVE');
    }
  },
);
