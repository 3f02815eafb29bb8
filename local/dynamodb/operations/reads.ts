import type { JsonOperation } from '../../wire/json-protocol.ts';
import { type Context, checked } from '../context.ts';
import { type DynaliteOperation, run } from '../dynalite.ts';

/** What dynalite answers alone: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations.html */
export const getItem = reading('getItem');
export const batchGetItem = reading('batchGetItem');
export const query = reading('query');
export const scan = reading('scan');
export const listTables = reading('listTables');

function reading(operation: DynaliteOperation): JsonOperation<Context> {
  return ({ dynalite }, input) => run(operation, dynalite, checked(operation, input));
}
