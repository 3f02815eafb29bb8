import { Readable } from 'node:stream';
import type { Clock } from '../clock.ts';
import { createStore, type Database, type DynaliteStore, type KeyRange, type TableDescription } from './dynalite.ts';
import { ITEM_BYTES_MAX } from './limits.ts';

export interface Store {
  /** For dynalite's own operations. */
  dynalite: DynaliteStore;
  database: Database;
  /** Calls back whenever the description of a table changes. */
  onTableChange(listener: (tableName: string, description: TableDescription | undefined) => void): void;
}

export interface StoreOptions {
  directory: string;
  clock: Clock;
  region: string;
  accountId: string;
}

/**
 * dynalite's LevelDB store under `directory`, opened in the background: operations wait for it.
 *
 * LevelDB hands every batch to the operating system before it answers (its log is flushed at each record, `log_writer.cc`), so
 * what was answered survives `kill -9`, and a torn batch at the end of the log is dropped whole at the next start. Surviving a
 * power cut would need `sync`, which nobody's laptop is asked to pay for.
 */
export function openStore({ directory, clock, region, accountId }: StoreOptions): Store {
  const dynalite = createStore(directory);
  dynalite.options.maxItemSize = ITEM_BYTES_MAX;
  closeIteratorsWithTheirStreams(dynalite);
  const listeners: ((tableName: string, description: TableDescription | undefined) => void)[] = [];
  const tell = (tableName: string, description?: TableDescription) => {
    for (const listener of listeners) listener(tableName, description);
  };

  const { tableDb } = dynalite;
  Object.assign(tableDb, { awsRegion: region, awsAccountId: accountId });
  const put = tableDb.put.bind(tableDb);
  tableDb.put = (tableName, description, done) => {
    // dynalite dates a table by the system's clock.
    if (description.TableStatus === 'CREATING') Object.assign(description, { CreationDateTime: clock.now() / 1000 });
    put(tableName, description, (error) => {
      tell(tableName, description);
      done(error);
    });
  };
  const del = tableDb.del.bind(tableDb);
  tableDb.del = (tableName, done) =>
    del(tableName, (error) => {
      tell(tableName);
      done(error);
    });
  return { dynalite, database: dynalite.db, onTableChange: (listener) => void listeners.push(listener) };
}

/** dynalite leaves the iterator of a query or scan open, and with it a snapshot that keeps LevelDB from dropping old values. */
function closeIteratorsWithTheirStreams({ db }: DynaliteStore): void {
  db.createValueStream = (options) => Readable.from(db.values(options));
  db.createKeyStream = (options) => Readable.from(db.keys(options));
}

/** Where dynalite keeps an item; `key` is what its `createKey` answers. */
export const itemKey = (tableName: string, key: string): string => `item-${tableName}~${key}`;

/** The table that an {@link itemKey} is of; no name of a table holds a tilde. */
export const tableNameOf = (itemKey: string): string => itemKey.slice('item-'.length, itemKey.indexOf('~'));

/** Where dynalite keeps an entry of a secondary index. */
export const indexKey = (type: string, tableName: string, indexName: string, key: string): string =>
  `index-${type.toLowerCase()}~${tableName}~${indexName}~${key}`;

/** Every key that starts with `prefix`. What follows a prefix here is ASCII. */
export const startingWith = (prefix: string): KeyRange => ({ gte: prefix, lt: `${prefix}\x7f` });
