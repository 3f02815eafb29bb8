import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { createSystemClock } from '../../../local/clock.ts';
import type { Context } from '../../../local/dynamodb/context.ts';
import { type Request, run } from '../../../local/dynamodb/dynalite.ts';
import { describeTable } from '../../../local/dynamodb/operations/describe-table.ts';
import { openStore } from '../../../local/dynamodb/store.ts';

const directory = mkdtempSync(join(tmpdir(), 'describe-table-'));
const place = { region: 'us-east-1', accountId: '000000000000' };
const store = openStore({ directory, clock: createSystemClock({ accelerate: 1, notBefore: 0 }), ...place });
afterAll(async () => {
  await store.database.close();
  rmSync(directory, { recursive: true });
});

it('says that a table is being made until items are taken for it, even where it is on disk as active', async () => {
  const TableName = 'messages';
  await run('createTable', store.dynalite, {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  });
  await vi.waitUntil(async () => {
    const { Table } = (await run('describeTable', store.dynalite, { TableName })) as { Table: Request };
    return Table.TableStatus === 'ACTIVE';
  });
  const statusKnowing = async (names: string[]) => {
    const tables = { all: () => names.map((name) => ({ name, settings: {} })) };
    const { Table } = await describeTable({ dynalite: store.dynalite, tables } as unknown as Context, { TableName });
    return (Table as Request).TableStatus;
  };
  expect(await statusKnowing([])).toBe('CREATING');
  expect(await statusKnowing([TableName])).toBe('ACTIVE');
});
