import { createRequire } from 'node:module';
import { AwsError } from '../wire/message.ts';
import type { Item } from './attribute-value.ts';

/**
 * The one place that touches dynalite, which is untyped CommonJS. We use its parts, not its server: the checks of a request
 * (`validations`), what an operation does (`actions`), and the layout of its LevelDB store (`db`).
 */
const load = createRequire(import.meta.url);
const db = load('dynalite/db') as DynaliteDb;
const validations = load('dynalite/validations') as Validations;

/** The operations whose checks and actions are dynalite's. */
export const dynaliteOperations = [
  'batchGetItem',
  'batchWriteItem',
  'createTable',
  'deleteItem',
  'deleteTable',
  'describeTable',
  'getItem',
  'listTables',
  'putItem',
  'query',
  'scan',
  'updateItem',
] as const;
export type DynaliteOperation = (typeof dynaliteOperations)[number];

type Callback = (error: unknown, output?: unknown) => void;
type Action = (store: unknown, request: Request, callback: Callback) => void;

const actions = each((operation) => load(`dynalite/actions/${operation}`) as Action);
const checks = each((operation) => load(`dynalite/validations/${operation}`) as { types: unknown; custom?: unknown });

/** A request that dynalite has checked, numbers in their normal form, expressions parsed into `_`-members. */
export type Request = Record<string, unknown>;

export interface KeySchemaElement {
  AttributeName: string;
  KeyType: string;
}

export interface TableDescription {
  TableName: string;
  TableArn: string;
  TableStatus: string;
  KeySchema: KeySchemaElement[];
  AttributeDefinitions: { AttributeName: string; AttributeType: string }[];
  GlobalSecondaryIndexes?: { IndexName: string; KeySchema: KeySchemaElement[] }[];
  LocalSecondaryIndexes?: { IndexName: string; KeySchema: KeySchemaElement[] }[];
}

export interface KeyRange {
  gte: string;
  lt: string;
}

export type BatchOperation =
  /** `text` is JSON: dynalite reads its values with a JSON decoder. */
  { type: 'put'; key: string; value: string; valueEncoding: 'utf8' } | { type: 'del'; key: string };

/** What we use of the LevelDB database below dynalite. One batch is written whole or not at all. */
export interface Database {
  open(): Promise<void>;
  close(): Promise<void>;
  getMany(keys: string[], options: { valueEncoding: 'utf8' }): Promise<(string | undefined)[]>;
  batch(operations: BatchOperation[]): Promise<void>;
  iterator(options: KeyRange & { limit?: number; valueEncoding: 'utf8' }): AsyncIterable<[string, string]>;
  keys(options?: object): AsyncIterable<string>;
  values(options?: object): AsyncIterable<unknown>;
  clear(range: KeyRange): Promise<void>;
}

interface SubDatabase {
  awsAccountId: string;
  awsRegion: string;
  put(key: string, value: TableDescription, callback: Callback): void;
  del(key: string, callback: Callback): void;
}

export interface DynaliteStore {
  options: { maxItemSize: number };
  db: Database & { createKeyStream(options?: object): unknown; createValueStream(options?: object): unknown };
  tableDb: SubDatabase;
}

interface DynaliteDb {
  create(options: { path: string; createTableMs: number; deleteTableMs: number }): DynaliteStore;
  validateItem(item: Item, table: TableDescription): Error | null | undefined;
  validateKey(key: Item, table: TableDescription): Error | null | undefined;
  createKey(keyOrItem: Item, table: TableDescription): string;
  checkConditional(request: Request, item: Item | undefined): Error | null | undefined;
  updateIndexes(
    view: unknown,
    table: TableDescription,
    old: Item | undefined,
    now: Item | undefined,
    done: Callback,
  ): void;
  addConsumedCapacity(request: Request, isRead: boolean, now?: Item, old?: Item): { CapacityUnits: number } | undefined;
  mapPaths(paths: unknown[], item: Item): Item;
}

interface Validations {
  checkTypes(input: Request, types: unknown): Request;
  checkValidations(
    request: Request,
    types: unknown,
    custom: unknown,
    store: { options: { maxItemSize: number } },
  ): void;
  validateAttributeValue(value: unknown): string | undefined;
}

export const { createKey, checkConditional, updateIndexes, addConsumedCapacity, mapPaths } = db;
export const { validateAttributeValue } = validations;

/** Opens dynalite's store; tables are made and deleted at once. */
export const createStore = (path: string): DynaliteStore => db.create({ path, createTableMs: 0, deleteTableMs: 0 });

/** Checks a request as DynamoDB does and answers its normal form; throws {@link AwsError}. Takes the input apart: do not use it after. */
export function check(operation: DynaliteOperation, input: Request, maxItemSize: number): Request {
  const { types, custom } = checks[operation];
  try {
    const request = validations.checkTypes(input, types);
    validations.checkValidations(request, types, custom, { options: { maxItemSize } });
    return request;
  } catch (error) {
    throw toAwsError(error);
  }
}

/** The database key of an item within its table; throws {@link AwsError} when the item or the key does not fit the table. */
export function keyOfItem(item: Item, table: TableDescription): string {
  return keyOrRefusal(item, table, db.validateItem(item, table));
}

/** See {@link keyOfItem}. */
export function keyOfKey(key: Item, table: TableDescription): string {
  return keyOrRefusal(key, table, db.validateKey(key, table));
}

function keyOrRefusal(keyOrItem: Item, table: TableDescription, refusal: Error | null | undefined): string {
  if (refusal) throw toAwsError(refusal);
  return db.createKey(keyOrItem, table);
}

/** Runs an operation on dynalite's own store; throws {@link AwsError}. */
export function run(operation: DynaliteOperation, store: DynaliteStore, request: Request): Promise<unknown> {
  return new Promise((resolve, reject) => {
    actions[operation](store, request, (error, output) => (error ? reject(toAwsError(error)) : resolve(output)));
  });
}

/** Runs an operation on a view whose every answer comes at once, so that the operation's does too; throws {@link AwsError}. */
export function runNow(operation: DynaliteOperation, view: unknown, request: Request): unknown {
  let answer: { error: unknown; output: unknown } | undefined;
  actions[operation](view, request, (error, output) => {
    answer = { error, output };
  });
  if (!answer) throw new Error(`dynalite's ${operation} did not answer at once`);
  if (answer.error) throw toAwsError(answer.error);
  return answer.output;
}

/** dynalite's errors carry DynamoDB's status and body; anything else is a bug and stays what it is. */
export function toAwsError(error: unknown): unknown {
  if (!(error instanceof Error) || !('statusCode' in error) || !('body' in error)) return error;
  const { __type: code, message, Message } = error.body as { __type: string; message?: string; Message?: string };
  return new AwsError(code, message ?? Message ?? '', Number(error.statusCode));
}

function each<Value>(make: (operation: DynaliteOperation) => Value): Record<DynaliteOperation, Value> {
  return Object.fromEntries(dynaliteOperations.map((operation) => [operation, make(operation)])) as Record<
    DynaliteOperation,
    Value
  >;
}
