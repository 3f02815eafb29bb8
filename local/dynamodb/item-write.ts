import { AwsError } from '../wire/message.ts';
import type { Item } from './attribute-value.ts';
import { checked, validationError } from './context.ts';
import { keyOfItem, keyOfKey, type Request, runNow, validateAttributeValue } from './dynalite.ts';
import { itemSizeBytes } from './item-size.ts';
import { ITEM_BYTES_MAX } from './limits.ts';
import { type Stage, viewOf, type WriteManner } from './stage.ts';
import { itemKey } from './store.ts';
import type { Table, Tables } from './table.ts';

export type ItemWriteOperation = 'putItem' | 'updateItem' | 'deleteItem';

/** A checked write of one item, ready to be decided. */
export interface ItemWrite {
  operation: ItemWriteOperation;
  request: Request;
  table: Table;
  itemKey: string;
  /** `ReturnValuesOnConditionCheckFailure: ALL_OLD` */
  showsItemOnFailure: boolean;
}

/** Checks PutItem, UpdateItem, DeleteItem, and the actions of a transaction, which are the same; throws {@link AwsError}. */
export function itemWrite(operation: ItemWriteOperation, input: Request, tables: Tables): ItemWrite {
  const showsItemOnFailure = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
  const request = checked(operation, input);
  const table = tables.find(request.TableName as string);
  const key =
    operation === 'putItem'
      ? keyOfItem(request.Item as Item, table.description)
      : keyOfKey(request.Key as Item, table.description);
  return { operation, request, table, itemKey: itemKey(table.name, key), showsItemOnFailure };
}

/** Lets dynalite decide upon the staged item, and answers as the operation does; throws {@link AwsError}. */
export function decideItemWrite(write: ItemWrite, stage: Stage, how?: WriteManner): Request {
  const { operation, request, table } = write;
  let output: unknown;
  try {
    output = runNow(operation, viewOf(stage, table, how), request);
  } catch (error) {
    throw withItem(error, write, stage);
  }
  const written = stage.writes.at(-1)?.now?.item;
  if (written) refuseOutOfBounds(written, operation);
  return output as Request;
}

/** dynalite counts characters where DynamoDB counts bytes, and lets arithmetic leave the range of numbers. */
function refuseOutOfBounds(item: Item, operation: ItemWriteOperation): void {
  const isUpdate = operation === 'updateItem';
  if (itemSizeBytes(item) > ITEM_BYTES_MAX) {
    throw validationError(
      isUpdate
        ? 'Item size to update has exceeded the maximum allowed size'
        : 'Item size has exceeded the maximum allowed size',
    );
  }
  if (!isUpdate) return;
  for (const name in item) {
    const problem = validateAttributeValue(item[name]);
    if (problem) throw validationError(problem);
  }
}

function withItem(error: unknown, { showsItemOnFailure, itemKey }: ItemWrite, stage: Stage): unknown {
  const isCondition = error instanceof AwsError && error.code.endsWith('#ConditionalCheckFailedException');
  const item = stage.item(itemKey);
  if (!isCondition || !showsItemOnFailure || !item) return error;
  return new AwsError(error.code, error.message, error.status, { Item: item });
}
