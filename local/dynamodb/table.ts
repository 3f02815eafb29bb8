import { AwsError } from '../wire/message.ts';
import { type BatchOperation, type Database, run, type TableDescription } from './dynalite.ts';
import { type Store, startingWith } from './store.ts';
import type { TableStreamSettings } from './table-stream-settings.ts';

/** A stream that a table's changes are sent to. */
export interface KinesisDestination {
  streamArn: string;
  status: 'ACTIVE' | 'DISABLED';
  precision: 'MILLISECOND' | 'MICROSECOND';
}

/** What dynalite does not keep about a table. */
export interface TableSettings {
  /** The attribute that holds the second of expiry; absent when TTL is off. */
  expiryAttribute?: string;
  destination?: KinesisDestination;
  stream?: TableStreamSettings;
}

export interface Table {
  name: string;
  description: TableDescription;
  settings: TableSettings;
  /** The time of the table's newest change, microseconds: the next one gets a later one. */
  newestMicros: number;
}

export interface Tables {
  /** Throws {@link AwsError} `ResourceNotFoundException`, also while the table is being made or deleted. */
  find(tableName: string): Table;
  all(): Table[];
  saveSettings(table: Table, settings: TableSettings): Promise<void>;
  /** For a table that is no more. */
  forgetSettings(tableName: string): Promise<void>;
  /** Resolves once the table can be written to. */
  whenActive(tableName: string): Promise<Table>;
}

/** dynalite's own. */
const TABLE = 'table~';
const SETTINGS = 'settings~';
const NEWEST = 'newest~';

/** The tables of a store, read once and then kept in step. Await before anything else is asked of the store. */
export async function readTables(store: Store): Promise<Tables> {
  const { database } = store;
  const settings = await readAll<TableSettings>(database, SETTINGS);
  const newest = await readAll<number>(database, NEWEST);
  const tables = new Map<string, Table>();
  const waiting = new Map<string, (table: Table) => void>();

  function keep(description: TableDescription): void {
    const { TableName: name } = description;
    const table = tables.get(name) ?? {
      name,
      description,
      settings: settings.get(name) ?? {},
      newestMicros: newest.get(name) ?? 0,
    };
    table.description = description;
    tables.set(name, table);
    waiting.get(name)?.(table);
    waiting.delete(name);
  }

  function drop(name: string): void {
    const table = tables.get(name);
    if (table) newest.set(name, table.newestMicros);
    tables.delete(name);
  }

  for (const description of (await readAll<TableDescription>(database, TABLE)).values()) {
    if (description.TableStatus === 'ACTIVE') keep(description);
    else await finishInterrupted(store, description);
  }
  store.onTableChange((name, description) => (description?.TableStatus === 'ACTIVE' ? keep(description) : drop(name)));

  return {
    find(tableName) {
      const table = tables.get(tableName);
      if (!table) throw tableNotFound();
      return table;
    },
    all: () => [...tables.values()],
    async saveSettings(table, changed) {
      table.settings = changed;
      settings.set(table.name, changed);
      await database.batch([putText(SETTINGS + table.name, JSON.stringify(changed))]);
    },
    async forgetSettings(tableName) {
      settings.delete(tableName);
      await database.batch([{ type: 'del', key: SETTINGS + tableName }]);
    },
    whenActive(tableName) {
      const table = tables.get(tableName);
      return table ? Promise.resolve(table) : new Promise((resolve) => waiting.set(tableName, resolve));
    },
  };
}

/** Keeps time from standing still or running back for a table over a restart. */
export const newestMark = (table: Table): BatchOperation => putText(NEWEST + table.name, String(table.newestMicros));

export const putText = (key: string, value: string): BatchOperation => ({
  type: 'put',
  key,
  value,
  valueEncoding: 'utf8',
});

/** As DynamoDB words it where an item is concerned. */
export function tableNotFound(): AwsError {
  return new AwsError('com.amazonaws.dynamodb.v20120810#ResourceNotFoundException', 'Requested resource not found');
}

/** A table that was being made or deleted when the process was killed: nothing else would ever move it on. */
async function finishInterrupted(store: Store, { TableName, TableStatus }: TableDescription): Promise<void> {
  if (TableStatus === 'CREATING') return store.database.batch([{ type: 'del', key: TABLE + TableName }]);
  const gone = new Promise<void>((resolve) => {
    store.onTableChange((name, description) => name === TableName && !description && resolve());
  });
  await run('deleteTable', store.dynalite, { TableName });
  return gone;
}

async function readAll<Value>(database: Database, prefix: string): Promise<Map<string, Value>> {
  const found = new Map<string, Value>();
  for await (const [key, text] of database.iterator({ ...startingWith(prefix), valueEncoding: 'utf8' })) {
    found.set(key.slice(prefix.length), JSON.parse(text) as Value);
  }
  return found;
}
