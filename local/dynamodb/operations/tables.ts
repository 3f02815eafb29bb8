import { type Context, checked } from '../context.ts';
import { type Request, run } from '../dynalite.ts';
import { dropExpiries } from '../expiry.ts';
import { dropStream } from '../stream-log.ts';
import { describeStreamOf, setStream, streamViewTypeOf } from '../stream-specification.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html */
export async function createTable(context: Context, input: Request): Promise<unknown> {
  const viewType = streamViewTypeOf(input);
  const request = checked('createTable', input);
  const name = request.TableName as string;
  await forgetFormerTable(context, name);
  const answer = (await run('createTable', context.dynalite, request)) as { TableDescription: Request };
  if (!viewType) return answer;
  const table = await context.tables.whenActive(name);
  await setStream(context, table, viewType, new Date(context.clock.now()).toISOString().slice(0, -1));
  return { TableDescription: { ...answer.TableDescription, ...describeStreamOf(table) } };
}

/** What a deleted table of that name has left beside its items. */
async function forgetFormerTable({ tables, database }: Context, tableName: string): Promise<void> {
  if (tables.all().some(({ name }) => name === tableName)) return;
  await dropExpiries(database, tableName);
  await dropStream(database, tableName);
  await tables.forgetSettings(tableName);
}

/**
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html
 *
 * No change is captured, but what waits for the table's stream still reaches it.
 */
export const deleteTable = ({ dynalite }: Context, input: Request): Promise<unknown> =>
  run('deleteTable', dynalite, checked('deleteTable', input));
