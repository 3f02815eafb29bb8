import { TransactGetItemsCommand, type TransactWriteItem, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { expect } from 'vitest';
import { get, invalid, key, put } from './dynamodb-items.ts';
import { withTable } from './dynamodb-table.ts';
import { dynamodbApi } from './pages.ts';
import { refused } from './refused.ts';
import type { Row } from './row.ts';
import type { Target } from './target.ts';

const transact = ({ dynamodb }: Target, TransactItems: TransactWriteItem[], ClientRequestToken?: string) =>
  dynamodb.send(new TransactWriteItemsCommand({ TransactItems, ...(ClientRequestToken && { ClientRequestToken }) }));

const SOURCE = dynamodbApi('TransactWriteItems');

export const dynamodbTransactionRows: Row[] = [
  {
    statement: 'TransactWriteItems puts, updates, deletes and checks all together',
    mark: 'D',
    source: SOURCE,
    check: (target) =>
      withTable(target, async (table) => {
        const TableName = table.name;
        await put(target, table, { ...key('u'), n: { N: '1' } });
        await put(target, table, key('d'));
        await transact(target, [
          { Put: { TableName, Item: key('p') } },
          {
            Update: {
              TableName,
              Key: key('u'),
              UpdateExpression: 'ADD n :one',
              ExpressionAttributeValues: { ':one': { N: '1' } },
            },
          },
          { Delete: { TableName, Key: key('d') } },
          { ConditionCheck: { TableName, Key: key('absent'), ConditionExpression: 'attribute_not_exists(pk)' } },
        ]);
        expect(await get(target, table, key('p'))).toEqual(key('p'));
        expect(await get(target, table, key('u'))).toEqual({ ...key('u'), n: { N: '2' } });
        expect(await get(target, table, key('d'))).toBeUndefined();
      }),
  },
  {
    statement: 'If one condition does not hold nothing is written; the reasons stand in the order of the items',
    mark: 'D',
    source: SOURCE,
    check: (target) =>
      withTable(target, async (table) => {
        const TableName = table.name;
        await put(target, table, key('there'));
        const write = transact(target, [
          { Put: { TableName, Item: key('new') } },
          { Put: { TableName, Item: key('there'), ConditionExpression: 'attribute_not_exists(pk)' } },
        ]);
        await refused(write, {
          name: 'TransactionCanceledException',
          message: expect.stringContaining('[None, ConditionalCheckFailed]'),
          CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }],
        });
        expect(await get(target, table, key('new'))).toBeUndefined();
      }),
  },
  {
    statement: 'A request token makes a transaction happen once; with other items it is refused',
    mark: 'D',
    source: SOURCE,
    check: (target) =>
      withTable(target, async (table) => {
        const add = (by: string): TransactWriteItem => ({
          Update: {
            TableName: table.name,
            Key: key('a'),
            UpdateExpression: 'ADD n :by',
            ExpressionAttributeValues: { ':by': { N: by } },
          },
        });
        const token = `contract-${table.name}`;
        await transact(target, [add('1')], token.slice(-36));
        await transact(target, [add('1')], token.slice(-36));
        expect((await get(target, table, key('a')))!.n).toEqual({ N: '1' });
        const other = transact(target, [add('2')], token.slice(-36));
        await refused(other, { name: 'IdempotentParameterMismatchException' });
      }),
  },
  {
    statement: 'Two actions on one item, or more than 100, are refused',
    mark: 'D',
    source: SOURCE,
    check: (target) =>
      withTable(target, async ({ name: TableName }) => {
        const Put = { TableName, Item: key('a') };
        await refused(transact(target, [{ Put }, { Delete: { TableName, Key: key('a') } }]), invalid);
        const many = Array.from({ length: 101 }, (_, at) => ({ Put: { TableName, Item: key('a', at) } }));
        await refused(transact(target, many), invalid);
      }),
  },
  {
    statement: 'TransactGetItems answers in the order of its keys, with nothing for what is not there',
    mark: 'D',
    source: dynamodbApi('TransactGetItems'),
    check: (target) =>
      withTable(target, async (table) => {
        await put(target, table, key('a'));
        const TransactItems = ['b', 'a'].map((pk) => ({ Get: { TableName: table.name, Key: key(pk) } }));
        const { Responses } = await target.dynamodb.send(new TransactGetItemsCommand({ TransactItems }));
        expect(Responses!.map(({ Item }) => Item)).toEqual([undefined, key('a')]);
      }),
  },
];
