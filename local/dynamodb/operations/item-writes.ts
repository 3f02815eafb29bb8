import type { JsonOperation } from '../../wire/json-protocol.ts';
import type { Context } from '../context.ts';
import { decideItemWrite, type ItemWriteOperation, itemWrite } from '../item-write.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html */
export const putItem = writing('putItem');

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html */
export const updateItem = writing('updateItem');

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html */
export const deleteItem = writing('deleteItem');

function writing(operation: ItemWriteOperation): JsonOperation<Context> {
  return ({ tables, writer }, input) => {
    const write = itemWrite(operation, input, tables);
    return writer.submit({ itemKeys: [write.itemKey], decide: (stage) => decideItemWrite(write, stage) });
  };
}
