import { type Context, checked } from '../context.ts';
import { type Request, run } from '../dynalite.ts';
import { dropExpiries } from '../expiry.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html */
export async function createTable(context: Context, input: Request): Promise<unknown> {
  const request = checked('createTable', input);
  await forgetFormerTable(context, request.TableName as string);
  return run('createTable', context.dynalite, request);
}

/** What a deleted table of that name has left beside its items. */
async function forgetFormerTable({ tables, database }: Context, tableName: string): Promise<void> {
  if (tables.all().some(({ name }) => name === tableName)) return;
  await dropExpiries(database, tableName);
  await tables.forgetSettings(tableName);
}

/**
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html
 *
 * No change is captured, but what waits for the table's stream still reaches it.
 */
export const deleteTable = ({ dynalite }: Context, input: Request): Promise<unknown> =>
  run('deleteTable', dynalite, checked('deleteTable', input));
