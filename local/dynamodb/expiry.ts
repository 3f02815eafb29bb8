import type { Clock } from '../clock.ts';
import type { Item } from './attribute-value.ts';
import type { UserIdentity } from './change.ts';
import type { BatchOperation, Database } from './dynalite.ts';
import { EXPIRY_AGE_SECONDS_MAX } from './limits.ts';
import { type StagedWrite, writeIndexed } from './stage.ts';
import { itemKey, startingWith } from './store.ts';
import { putText, type Table, type Tables } from './table.ts';
import type { Writer } from './writer.ts';

/** How often expired items are looked for, milliseconds of the stack's clock. AWS promises days. */
const SWEEP_EVERY_MS = 60_000;
/** Items removed at once. */
const SWEEP_ITEMS_MAX = 200;
/** Entries written at once when TTL is turned on. */
const INDEX_BATCH = 1_000;
/** Digits of the second of expiry in an index key: enough for the year 9999, written in milliseconds by mistake. */
const SECOND_DIGITS = 15;

const BY_DYNAMODB: UserIdentity = { type: 'Service', principalId: 'dynamodb.amazonaws.com' };

const expiryPrefix = (tableName: string): string => `expiry~${tableName}~`;
const secondText = (second: number): string => String(second).padStart(SECOND_DIGITS, '0');

/**
 * The second at which an item expires. Only a number counts, as seconds of the epoch; anything else never expires.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html
 */
function expirySecond(item: Item | undefined, attribute: string): number | undefined {
  const value = item && Object.hasOwn(item, attribute) ? item[attribute] : undefined;
  if (!value || !('N' in value)) return undefined;
  const second = Math.ceil(Number(value.N));
  return second >= 0 && second < 10 ** SECOND_DIGITS ? second : undefined;
}

const expiryKey = (tableName: string, second: number, itemKey: string): string =>
  `${expiryPrefix(tableName)}${secondText(second)}~${itemKey}`;

/** Keeps the index of expiries in step with the items, within their batch. */
export function expiryOperations(writes: StagedWrite[]): BatchOperation[] {
  const operations: BatchOperation[] = [];
  for (const { table, itemKey, old, now } of writes) {
    const attribute = table.settings.expiryAttribute;
    if (attribute === undefined) continue;
    const before = expirySecond(old?.item, attribute);
    const after = expirySecond(now?.item, attribute);
    if (before === after) continue;
    if (before !== undefined) operations.push({ type: 'del', key: expiryKey(table.name, before, itemKey) });
    if (after !== undefined) operations.push(putText(expiryKey(table.name, after, itemKey), ''));
  }
  return operations;
}

/** Makes the index of a table whose TTL is turned on while it holds items. Items written meanwhile find their own way in. */
export async function indexExpiries(database: Database, table: Table, attribute: string): Promise<void> {
  const items = database.iterator({ ...startingWith(itemKey(table.name, '')), valueEncoding: 'utf8' });
  let operations: BatchOperation[] = [];
  for await (const [key, text] of items) {
    const second = expirySecond(JSON.parse(text) as Item, attribute);
    if (second !== undefined) operations.push(putText(expiryKey(table.name, second, key), ''));
    if (operations.length < INDEX_BATCH) continue;
    await database.batch(operations);
    operations = [];
  }
  await database.batch(operations);
}

/** Forgets the expiries of a table: TTL is off, or the table is gone. */
export const dropExpiries = (database: Database, tableName: string): Promise<void> =>
  database.clear(startingWith(expiryPrefix(tableName)));

export interface ExpirySweeper {
  /** Looks for expired items from now on; repeated calls do nothing. */
  start(): void;
  close(): Promise<void>;
}

export interface ExpirySweeperOptions {
  clock: Clock;
  database: Database;
  tables: Tables;
  writer: Writer;
  log: (message: string) => void;
}

/** Removes expired items as DynamoDB does on its own: changes with the old image and the service as their user. */
export function createExpirySweeper({ clock, database, tables, writer, log }: ExpirySweeperOptions): ExpirySweeper {
  let cancel: (() => void) | undefined;
  let sweeping: Promise<void> | undefined;
  let closed = false;

  async function sweep(): Promise<void> {
    for (const table of tables.all()) {
      while (!closed && table.settings.expiryAttribute !== undefined && (await sweepSome(table)) === SWEEP_ITEMS_MAX);
    }
  }

  async function sweepSome(table: Table): Promise<number> {
    const nowSecond = Math.floor(clock.now() / 1000);
    const due = await dueItems(database, table.name, nowSecond);
    if (due.length === 0) return 0;
    await writer.submit({
      itemKeys: due.map(({ itemKey }) => itemKey),
      decide(stage) {
        for (const { indexKey, itemKey } of due) {
          stage.also({ type: 'del', key: indexKey });
          const second = expirySecond(stage.item(itemKey), table.settings.expiryAttribute ?? '');
          const isDue = second !== undefined && second <= nowSecond && second > nowSecond - EXPIRY_AGE_SECONDS_MAX;
          if (isDue) writeIndexed(stage, table, itemKey, undefined, { userIdentity: BY_DYNAMODB });
        }
      },
    });
    return due.length;
  }

  function start(): void {
    if (closed || cancel) return;
    cancel = clock.after(SWEEP_EVERY_MS, () => {
      cancel = undefined;
      sweeping = sweep()
        .catch((error) => log(`Expired items could not be removed: ${error}`))
        .finally(start);
    });
  }

  return {
    start,
    async close() {
      closed = true;
      cancel?.();
      await sweeping;
    },
  };
}

async function dueItems(
  database: Database,
  tableName: string,
  second: number,
): Promise<{ indexKey: string; itemKey: string }[]> {
  const prefix = expiryPrefix(tableName);
  const range = {
    gte: prefix,
    lt: prefix + secondText(second + 1),
    limit: SWEEP_ITEMS_MAX,
    valueEncoding: 'utf8' as const,
  };
  const due: { indexKey: string; itemKey: string }[] = [];
  for await (const [indexKey] of database.iterator(range)) {
    due.push({ indexKey, itemKey: indexKey.slice(prefix.length + SECOND_DIGITS + 1) });
  }
  return due;
}
