import { AwsError } from '../../wire/message.ts';
import type { Item } from '../attribute-value.ts';
import { type Context, checked, validationError } from '../context.ts';
import { addConsumedCapacity, keyOfItem, keyOfKey, type Request } from '../dynalite.ts';
import { itemSizeBytes } from '../item-size.ts';
import { BATCH_WRITE_REQUESTS_MAX, ITEM_BYTES_MAX } from '../limits.ts';
import { type Stage, writeIndexed } from '../stage.ts';
import { itemKey } from '../store.ts';
import type { Table } from '../table.ts';

interface BatchedWrite {
  table: Table;
  itemKey: string;
  /** Absent: the item is deleted. */
  item: Item | undefined;
}

type WriteRequests = Record<string, { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } }[]>;

/**
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 *
 * Written as one batch and never partly, so `UnprocessedItems` is always empty.
 */
export async function batchWriteItem({ tables, writer }: Context, input: Request): Promise<Request> {
  const request = checked('batchWriteItem', input);
  const requestItems = request.RequestItems as WriteRequests;
  const count = Object.values(requestItems).reduce((total, requests) => total + requests.length, 0);
  if (count > BATCH_WRITE_REQUESTS_MAX) throw validationError('Too many items requested for the BatchWriteItem call');
  const writes = Object.entries(requestItems).flatMap(([tableName, requests]) => {
    const table = tables.find(tableName);
    return requests.map((write) => batchedWrite(table, write.PutRequest?.Item, write.DeleteRequest?.Key));
  });
  const itemKeys = writes.map((write) => write.itemKey);
  if (new Set(itemKeys).size < itemKeys.length) throw validationError('Provided list of item keys contains duplicates');

  return writer.submit({
    itemKeys,
    decide(stage) {
      const ConsumedCapacity = consumedCapacity(request, writes, stage);
      for (const write of writes) writeIndexed(stage, write.table, write.itemKey, write.item);
      return { UnprocessedItems: {}, ConsumedCapacity };
    },
  });
}

function batchedWrite(table: Table, item: Item | undefined, key: Item | undefined): BatchedWrite {
  try {
    const within = item ? keyOfItem(item, table.description) : keyOfKey(key ?? {}, table.description);
    if (item && itemSizeBytes(item) > ITEM_BYTES_MAX)
      throw validationError('Item size has exceeded the maximum allowed size');
    return { table, itemKey: itemKey(table.name, within), item };
  } catch (error) {
    throw inBatchWords(error);
  }
}

/** DynamoDB is less exact about a wrong key here than in PutItem. */
function inBatchWords(error: unknown): unknown {
  const isKey = error instanceof AwsError && /Missing the key|Type mismatch for key/.test(error.message);
  return isKey ? validationError('The provided key element does not match the schema') : error;
}

function consumedCapacity(request: Request, writes: BatchedWrite[], stage: Stage) {
  const wanted = request.ReturnConsumedCapacity;
  if (wanted !== 'TOTAL' && wanted !== 'INDEXES') return undefined;
  const units = new Map<string, number>();
  for (const { table, itemKey, item } of writes) {
    const consumed = addConsumedCapacity(request, false, stage.item(itemKey), item)!.CapacityUnits;
    units.set(table.name, (units.get(table.name) ?? 0) + consumed);
  }
  return [...units].map(([TableName, CapacityUnits]) => ({
    TableName,
    CapacityUnits,
    ...(wanted === 'INDEXES' && { Table: { CapacityUnits } }),
  }));
}
