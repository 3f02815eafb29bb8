import type { Item } from './attribute-value.ts';
import { type Image, imageOf, type UserIdentity } from './change.ts';
import { type BatchOperation, updateIndexes } from './dynalite.ts';
import { indexKey, itemKey } from './store.ts';
import { putText, type Table } from './table.ts';

/** One item written by a request. */
export interface StagedWrite {
  table: Table;
  itemKey: string;
  old: Image | undefined;
  now: Image | undefined;
  how: WriteManner;
}

export interface WriteManner {
  userIdentity?: UserIdentity;
  /** Tell Kinesis of a Put that changes nothing, as transactions do. */
  evenIfUnchanged?: true;
  /** Part of a transaction, which writes everything twice. */
  transactional?: true;
}

/** What one request sees of the items it named, and where it leaves what it decides. Everything answers at once. */
export interface Stage {
  /** `itemKey` must be among the keys that the request named. */
  item(itemKey: string): Item | undefined;
  write(table: Table, itemKey: string, item: Item | undefined, how?: WriteManner): void;
  /** Anything else that belongs into the same batch. */
  also(operation: BatchOperation): void;
  readonly writes: StagedWrite[];
  readonly operations: BatchOperation[];
}

/** A stage over the current images of a group of requests. */
export function createStage(current: ReadonlyMap<string, Image | undefined>): Stage {
  const writes: StagedWrite[] = [];
  const operations: BatchOperation[] = [];
  return {
    writes,
    operations,
    item: (key) => current.get(key)?.item,
    also: (operation) => void operations.push(operation),
    write(table, key, item, how = {}) {
      const now = item && imageOf(item);
      writes.push({ table, itemKey: key, old: current.get(key), now, how });
      operations.push(now ? putText(key, now.text) : { type: 'del', key });
    },
  };
}

/** Writes an item and the entries of its secondary indexes. */
export function writeIndexed(stage: Stage, table: Table, key: string, item: Item | undefined, how?: WriteManner): void {
  const { description } = table;
  if (description.GlobalSecondaryIndexes || description.LocalSecondaryIndexes) {
    updateIndexes(viewOf(stage, table), description, stage.item(key), item, (error) => {
      if (error) throw error;
    });
  }
  stage.write(table, key, item, how);
}

/** The stage in the shape of dynalite's store, for the actions that write one item. */
export function viewOf(stage: Stage, table: Table, how?: WriteManner): unknown {
  return {
    options: { maxItemSize: Number.POSITIVE_INFINITY },
    getTable: (_name: string, answer: Answer) => answer(null, table.description),
    getItemDb: (name: string) => ({
      // The stage is one request's alone: nothing to lock.
      lock: (_key: string, whenLocked: (release: (answer: Answer) => Answer) => void) => whenLocked((answer) => answer),
      get: (key: string, answer: Answer) => answer(null, stage.item(itemKey(name, key))),
      put: (key: string, item: Item, answer: Answer) => answer(null, stage.write(table, itemKey(name, key), item, how)),
      del: (key: string, answer: Answer) => answer(null, stage.write(table, itemKey(name, key), undefined, how)),
    }),
    getIndexDb: (type: string, name: string, index: string) => ({
      put: (key: string, item: Item, answer: Answer) =>
        answer(null, stage.also(putText(indexKey(type, name, index, key), JSON.stringify(item)))),
      del: (key: string, answer: Answer) =>
        answer(null, stage.also({ type: 'del', key: indexKey(type, name, index, key) })),
    }),
  };
}

type Answer = (error: null, output?: unknown) => void;
