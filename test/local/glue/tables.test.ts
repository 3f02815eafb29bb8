import { expect, it } from 'vitest';
import { tablesOf } from '../../../local/glue/tables.ts';

const table = (Name: string, Columns?: unknown) => ({
  type: 'AWS::Glue::Table',
  properties: {
    DatabaseName: 'Lake',
    TableInput: { Name, PartitionKeys: [{ Name: 'day' }], StorageDescriptor: { Columns } },
  },
});

const tables = tablesOf([
  { type: 'AWS::Glue::Database', properties: { DatabaseInput: { Name: 'lake' } } },
  table('Access_Log', [
    { Name: 'ClientIP', Type: 'string' },
    { Name: 'status', Type: 'array<Int>' },
    { Name: 'untyped' },
  ]),
  table('bare'),
]);

it('a table is found whatever the case, its columns in their order and lower case, its partition keys not among them', () => {
  expect(tables.columns('lake', 'ACCESS_LOG')).toEqual([
    { name: 'clientip', type: 'string' },
    { name: 'status', type: 'array<Int>' },
    { name: 'untyped', type: '' },
  ]);
});

it('a table without columns has none, and one that is not there is not there', () => {
  expect(tables.columns('lake', 'bare')).toEqual([]);
  expect(tables.columns('lake', 'other')).toBeUndefined();
  expect(tables.columns('other', 'access_log')).toBeUndefined();
});
