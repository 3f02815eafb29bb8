import { type Context, checked } from '../context.ts';
import { type Request, run } from '../dynalite.ts';
import { describeStreamOf } from '../stream-specification.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html */
export async function describeTable({ dynalite, tables }: Context, input: Request): Promise<Request> {
  const request = checked('describeTable', input);
  const { Table: description } = (await run('describeTable', dynalite, request)) as { Table: Request };
  const table = tables.all().find(({ name }) => name === request.TableName);
  return { Table: { ...description, ...(table && describeStreamOf(table)) } };
}
