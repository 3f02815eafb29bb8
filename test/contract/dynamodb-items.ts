import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { expect } from 'vitest';
import { type TestTable, withTable } from './dynamodb-table.ts';
import { dynamodbApi } from './pages.ts';
import { refused } from './refused.ts';
import type { Row } from './row.ts';
import type { Target } from './target.ts';

export type Item = Record<string, AttributeValue>;

export const key = (pk: string, sk = 1): Item => ({ pk: { S: pk }, sk: { N: String(sk) } });
export const invalid = { name: 'ValidationException' };

export const put = ({ dynamodb }: Target, { name }: TestTable, Item: Item, input: Partial<PutItemCommandInput> = {}) =>
  dynamodb.send(new PutItemCommand({ TableName: name, Item, ...input }));

export const get = async ({ dynamodb }: Target, { name }: TestTable, Key: Item): Promise<Item | undefined> =>
  (await dynamodb.send(new GetItemCommand({ TableName: name, Key, ConsistentRead: true }))).Item;

const update = ({ dynamodb }: Target, { name }: TestTable, input: Omit<UpdateItemCommandInput, 'TableName'>) =>
  dynamodb.send(new UpdateItemCommand({ TableName: name, ...input }));

const LONGEST_NUMBER = '12345678901234567890123456789012345678';
const ITEM_BYTES_MAX = 400 * 1024;

export const dynamodbItemRows: Row[] = [
  {
    statement: 'Every type of attribute comes back as it was put; a number keeps its 38 digits',
    mark: 'D',
    source: dynamodbApi('AttributeValue'),
    check: (target) =>
      withTable(target, async (table) => {
        const item: Item = {
          ...key('types'),
          s: { S: 'ü\u{1f600}' },
          n: { N: LONGEST_NUMBER },
          negative: { N: '-0.00000000000000000000000000000000000001' },
          b: { B: Buffer.from([0, 255]) },
          bool: { BOOL: false },
          nothing: { NULL: true },
          ss: { SS: ['a', 'b'] },
          ns: { NS: ['1', '2'] },
          l: { L: [{ S: '' }, { M: {} }, { L: [] }] },
          m: { M: { __proto__x: { S: 'x' }, 'a.b': { N: '0' } } },
        };
        await put(target, table, item);
        const found = await get(target, table, key('types'));
        found!.b = { B: Buffer.from(found!.b!.B!) };
        expect({ ...found, ss: { SS: found!.ss!.SS!.sort() }, ns: { NS: found!.ns!.NS!.sort() } }).toEqual(item);
      }),
  },
  {
    statement: 'Numbers are normalised: no needless zeros, no exponent; more than 38 digits are refused',
    mark: 'D',
    source: dynamodbApi('AttributeValue'),
    check: (target) =>
      withTable(target, async (table) => {
        const numbers = { a: '1.50', b: '1e3', c: '007', d: '-0' };
        const asItem = Object.fromEntries(Object.entries(numbers).map(([name, N]) => [name, { N }]));
        await put(target, table, { ...key('n'), ...asItem });
        const { pk: _, sk: __, ...found } = (await get(target, table, key('n')))!;
        expect(found).toEqual({ a: { N: '1.5' }, b: { N: '1000' }, c: { N: '7' }, d: { N: '0' } });
        await refused(put(target, table, { ...key('n'), n: { N: `${LONGEST_NUMBER}9` } }), invalid);
      }),
  },
  {
    statement: 'An item has 400 KB at most; keys and sets are not empty, sets hold nothing twice',
    mark: 'D',
    source: dynamodbApi('PutItem'),
    check: (target) =>
      withTable(target, async (table) => {
        const text = (bytes: number) => ({ ...key('k'), t: { S: 'x'.repeat(bytes) } });
        await put(target, table, text(ITEM_BYTES_MAX - 100));
        await refused(put(target, table, text(ITEM_BYTES_MAX)), invalid);
        await refused(put(target, table, key('')), invalid);
        await refused(put(target, table, { ...key('k'), s: { SS: [] } }), invalid);
        await refused(put(target, table, { ...key('k'), s: { SS: ['a', 'a'] } }), invalid);
        await refused(put(target, table, { pk: { S: 'k' } }), invalid);
        await refused(put(target, table, { pk: { S: 'k' }, sk: { S: '1' } }), invalid);
      }),
  },
  {
    statement: 'A condition that does not hold: ConditionalCheckFailedException, with the item where it is asked for',
    mark: 'D',
    source: dynamodbApi('PutItem'),
    check: (target) =>
      withTable(target, async (table) => {
        const item = { ...key('a'), text: { S: 'first' } };
        await put(target, table, item, { ConditionExpression: 'attribute_not_exists(pk)' });
        const again = put(
          target,
          table,
          { ...key('a'), text: { S: 'second' } },
          {
            ConditionExpression: 'attribute_not_exists(pk)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        );
        await refused(again, { name: 'ConditionalCheckFailedException', Item: item });
        expect(await get(target, table, key('a'))).toEqual(item);
      }),
  },
  {
    statement: 'Put and delete answer the old item with ReturnValues ALL_OLD',
    mark: 'D',
    source: dynamodbApi('DeleteItem'),
    check: (target) =>
      withTable(target, async (table) => {
        const [one, two] = [
          { ...key('a'), n: { N: '1' } },
          { ...key('a'), n: { N: '2' } },
        ];
        expect((await put(target, table, one, { ReturnValues: 'ALL_OLD' })).Attributes).toBeUndefined();
        expect((await put(target, table, two, { ReturnValues: 'ALL_OLD' })).Attributes).toEqual(one);
        const remove = { TableName: table.name, Key: key('a'), ReturnValues: 'ALL_OLD' as const };
        expect((await target.dynamodb.send(new DeleteItemCommand(remove))).Attributes).toEqual(two);
        expect(await get(target, table, key('a'))).toBeUndefined();
      }),
  },
  {
    statement: 'UpdateItem sets, removes, adds and deletes, and makes the item if it is not there',
    mark: 'D',
    source: dynamodbApi('UpdateItem'),
    check: (target) =>
      withTable(target, async (table) => {
        await update(target, table, {
          Key: key('a'),
          UpdateExpression: 'SET #n = :n, l = :l ADD c :one, s :s',
          ExpressionAttributeNames: { '#n': 'name' },
          ExpressionAttributeValues: {
            ':n': { S: 'x' },
            ':l': { L: [{ N: '1' }] },
            ':one': { N: '1' },
            ':s': { SS: ['a', 'b'] },
          },
        });
        const { Attributes } = await update(target, table, {
          Key: key('a'),
          UpdateExpression: 'SET l = list_append(l, :l), v = if_not_exists(v, :one) REMOVE #n ADD c :one DELETE s :s',
          ExpressionAttributeNames: { '#n': 'name' },
          ExpressionAttributeValues: { ':l': { L: [{ N: '2' }] }, ':one': { N: '1' }, ':s': { SS: ['a'] } },
          ReturnValues: 'ALL_NEW',
        });
        expect(Attributes).toEqual({
          ...key('a'),
          l: { L: [{ N: '1' }, { N: '2' }] },
          v: { N: '1' },
          c: { N: '2' },
          s: { SS: ['b'] },
        });
      }),
  },
  {
    statement: 'UpdateItem answers UPDATED_OLD and UPDATED_NEW; a reserved word, or a change of the key, is refused',
    mark: 'D',
    source: dynamodbApi('UpdateItem'),
    check: (target) =>
      withTable(target, async (table) => {
        await put(target, table, { ...key('a'), v: { N: '1' }, w: { N: '1' } });
        const set = {
          Key: key('a'),
          UpdateExpression: 'SET v = v + :one',
          ExpressionAttributeValues: { ':one': { N: '1' } },
        };
        expect((await update(target, table, { ...set, ReturnValues: 'UPDATED_OLD' })).Attributes).toEqual({
          v: { N: '1' },
        });
        expect((await update(target, table, { ...set, ReturnValues: 'UPDATED_NEW' })).Attributes).toEqual({
          v: { N: '3' },
        });
        for (const UpdateExpression of ['SET status = :one', 'SET sk = :one']) {
          await refused(update(target, table, { ...set, UpdateExpression }), invalid);
        }
      }),
  },
  {
    statement: 'BatchWriteItem takes 25 requests and no more, each key once',
    mark: 'D',
    source: dynamodbApi('BatchWriteItem'),
    check: (target) =>
      withTable(target, async (table) => {
        const write = (keys: Item[]) =>
          target.dynamodb.send(
            new BatchWriteItemCommand({
              RequestItems: { [table.name]: keys.map((Item) => ({ PutRequest: { Item } })) },
            }),
          );
        const keys = Array.from({ length: 26 }, (_, at) => key('b', at));
        expect((await write(keys.slice(0, 25))).UnprocessedItems ?? {}).toEqual({});
        await refused(write(keys), invalid);
        await refused(write([key('b', 1), key('b', 1)]), invalid);
        expect(await get(target, table, key('b', 24))).toEqual(key('b', 24));
        expect(await get(target, table, key('b', 25))).toBeUndefined();
      }),
  },
  {
    statement: 'BatchGetItem takes 100 keys and no more, and answers those that are there',
    mark: 'D',
    source: dynamodbApi('BatchGetItem'),
    check: (target) =>
      withTable(target, async (table) => {
        await put(target, table, key('b', 7));
        const read = (count: number) => {
          const Keys = Array.from({ length: count }, (_, at) => key('b', at));
          return target.dynamodb.send(new BatchGetItemCommand({ RequestItems: { [table.name]: { Keys } } }));
        };
        expect((await read(100)).Responses![table.name]).toEqual([key('b', 7)]);
        await refused(read(101), invalid);
      }),
  },
  {
    statement: 'A table that is not there: ResourceNotFoundException; one that is described: key, status, ARN',
    mark: 'D',
    source: dynamodbApi('DescribeTable'),
    check: (target) =>
      withTable(target, async (table) => {
        const absent = target.dynamodb.send(new GetItemCommand({ TableName: 'contract-not-there', Key: key('a') }));
        await refused(absent, { name: 'ResourceNotFoundException' });
        const { Table } = await target.dynamodb.send(new DescribeTableCommand({ TableName: table.name }));
        expect(Table).toMatchObject({
          TableName: table.name,
          TableStatus: 'ACTIVE',
          TableArn: expect.stringMatching(new RegExp(`^arn:aws:dynamodb:[^:]*:\\d{12}:table/${table.name}$`)),
          BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: 'sk', KeyType: 'RANGE' },
          ],
        });
      }),
  },
];
