import type { Item } from '../attribute-value.ts';
import { type Context, checked, validationError } from '../context.ts';
import { keyOfKey, mapPaths, type Request } from '../dynalite.ts';
import { itemKey } from '../store.ts';
import type { Tables } from '../table.ts';
import { transactItems } from './transact-write-items.ts';

/**
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html
 *
 * Takes its turn among the writes, so that it sees each transaction whole or not at all.
 */
export async function transactGetItems({ tables, writer }: Context, input: Request): Promise<Request> {
  const gets = transactItems(input).map((item) => parseGet(item, tables));
  return writer.submit({
    itemKeys: gets.map((get) => get.itemKey),
    decide: (stage) => ({
      Responses: gets.map(({ itemKey, paths }) => {
        const item = stage.item(itemKey);
        return item ? { Item: paths ? mapPaths(paths, item) : item } : {};
      }),
    }),
  });
}

function parseGet(item: Request, tables: Tables): { itemKey: string; paths: unknown[] | undefined } {
  const get = item?.Get;
  if (typeof get !== 'object' || get === null) throw validationError('TransactItems can only contain Get');
  const request = checked('getItem', { ...get });
  const table = tables.find(request.TableName as string);
  const projection = request._projection as { paths: unknown[] } | undefined;
  const key = keyOfKey(request.Key as Item, table.description);
  return { itemKey: itemKey(table.name, key), paths: projection?.paths };
}
