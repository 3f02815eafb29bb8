import { AwsError } from '../../wire/message.ts';
import { validationError } from '../context.ts';
import type { Request } from '../dynalite.ts';
import type { Table, Tables } from '../table.ts';

/** The table that an operation on a whole table names; throws {@link AwsError}, worded as DynamoDB does for such operations. */
export function namedTable(tables: Tables, input: Request): Table {
  const { TableName: name } = input;
  if (typeof name !== 'string')
    throw validationError("The parameter 'TableName' is required but was not present in the request");
  try {
    return tables.find(name);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new AwsError(error.code, `Requested resource not found: Table: ${name} not found`);
  }
}
