import { type Context, checked } from '../context.ts';
import { type Request, run } from '../dynalite.ts';
import { describeStreamOf } from '../stream-specification.ts';

/**
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html
 *
 * A table is on disk as active a moment before this process hears of it and takes items for it: until then it is being made.
 */
export async function describeTable({ dynalite, tables }: Context, input: Request): Promise<Request> {
  const request = checked('describeTable', input);
  const { Table: description } = (await run('describeTable', dynalite, request)) as { Table: Request };
  const table = tables.all().find(({ name }) => name === request.TableName);
  const isAhead = description.TableStatus === 'ACTIVE' && !table;
  return {
    Table: { ...description, ...(isAhead && { TableStatus: 'CREATING' }), ...(table && describeStreamOf(table)) },
  };
}
