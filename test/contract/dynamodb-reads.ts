import { QueryCommand, type QueryCommandInput, ScanCommand } from '@aws-sdk/client-dynamodb';
import { expect } from 'vitest';
import { type Item, invalid, key, put } from './dynamodb-items.ts';
import { type TestTable, withTable } from './dynamodb-table.ts';
import { dynamodbApi } from './pages.ts';
import { refused } from './refused.ts';
import type { Row } from './row.ts';
import type { Target } from './target.ts';

const query = ({ dynamodb }: Target, { name }: TestTable, input: Partial<QueryCommandInput>) =>
  dynamodb.send(
    new QueryCommand({
      TableName: name,
      KeyConditionExpression: 'pk = :pk',
      ...input,
      ExpressionAttributeValues: { ':pk': { S: 'q' }, ...input.ExpressionAttributeValues },
    }),
  );

const sortKeys = (items: Item[] | undefined): number[] => items!.map(({ sk }) => Number(sk!.N));

/** Items of one partition, whose sort keys do not sort as text does. */
const withItems = (target: Target, use: (table: TestTable) => Promise<void>) =>
  withTable(target, async (table) => {
    for (const sk of [10, 9, -1, 100, 2]) await put(target, table, { ...key('q', sk), even: { BOOL: sk % 2 === 0 } });
    await put(target, table, key('other'));
    await use(table);
  });

export const dynamodbReadRows: Row[] = [
  {
    statement: 'Query gives one partition in the order of the sort key as a number, or backwards',
    mark: 'D',
    source: dynamodbApi('Query'),
    check: (target) =>
      withItems(target, async (table) => {
        expect(sortKeys((await query(target, table, {})).Items)).toEqual([-1, 2, 9, 10, 100]);
        expect(sortKeys((await query(target, table, { ScanIndexForward: false })).Items)).toEqual([100, 10, 9, 2, -1]);
      }),
  },
  {
    statement: 'Query takes a range of the sort key',
    mark: 'D',
    source: dynamodbApi('Query'),
    check: (target) =>
      withItems(target, async (table) => {
        const between = { KeyConditionExpression: 'pk = :pk AND sk BETWEEN :a AND :b' };
        const ExpressionAttributeValues = { ':a': { N: '2' }, ':b': { N: '10' } };
        expect(sortKeys((await query(target, table, { ...between, ExpressionAttributeValues })).Items)).toEqual([
          2, 9, 10,
        ]);
        const without = { KeyConditionExpression: 'sk = :a', ExpressionAttributeValues: { ':a': { N: '2' } } };
        await refused(query(target, table, without), invalid);
      }),
  },
  {
    statement: 'Query pages by Limit and LastEvaluatedKey; a filter is applied after the limit',
    mark: 'D',
    source: dynamodbApi('Query'),
    check: (target) =>
      withItems(target, async (table) => {
        const filter = { FilterExpression: 'even = :yes', ExpressionAttributeValues: { ':yes': { BOOL: true } } };
        const first = await query(target, table, { Limit: 3, ...filter });
        expect([sortKeys(first.Items), first.Count, first.ScannedCount]).toEqual([[2], 1, 3]);
        expect(first.LastEvaluatedKey).toEqual(key('q', 9));
        const rest = await query(target, table, { ...filter, ExclusiveStartKey: first.LastEvaluatedKey });
        expect([sortKeys(rest.Items), rest.LastEvaluatedKey]).toEqual([[10, 100], undefined]);
      }),
  },
  {
    statement: 'Query counts (Select COUNT) and projects',
    mark: 'D',
    source: dynamodbApi('Query'),
    check: (target) =>
      withItems(target, async (table) => {
        const counted = await query(target, table, { Select: 'COUNT' });
        expect([counted.Count, counted.Items]).toEqual([5, undefined]);
        const { Items } = await query(target, table, { ProjectionExpression: 'even', Limit: 1 });
        expect(Items).toEqual([{ even: { BOOL: false } }]);
      }),
  },
  {
    statement: 'Scan gives every item once, page by page',
    mark: 'D',
    source: dynamodbApi('Scan'),
    check: (target) =>
      withItems(target, async (table) => {
        const seen: string[] = [];
        for (let ExclusiveStartKey: Item | undefined; ; ) {
          const scan = new ScanCommand({ TableName: table.name, Limit: 2, ExclusiveStartKey });
          const page = await target.dynamodb.send(scan);
          seen.push(...page.Items!.map(({ pk, sk }) => `${pk!.S}${sk!.N}`));
          if (!page.LastEvaluatedKey) break;
          ExclusiveStartKey = page.LastEvaluatedKey;
        }
        expect(seen.sort()).toEqual(['other1', 'q-1', 'q10', 'q100', 'q2', 'q9']);
      }),
  },
];
