import type { GlueColumn, Tables } from '../../glue/tables.ts';
import { invalidArgument } from '../property-reader.ts';
import type { ConversionConfiguration } from './configuration.ts';
import { type HiveType, parseHiveType } from './hive-type.ts';

export interface Column {
  name: string;
  type: HiveType;
}

/**
 * The columns that records are converted to: those of the table as it is now. Partition keys are none of them, since the
 * object's key holds them.
 * Throws `InvalidArgumentException` for a table that is not there, as AWS does, and for a type that cannot be converted here,
 * which AWS would tell with each record.
 */
export function columnsOf({ database, name }: ConversionConfiguration['table'], tables: Tables): Column[] {
  const columns = tables.columns(database, name);
  if (!columns) {
    throw invalidArgument(
      `The specified table/database could not be found: the template has no AWS::Glue::Table ${name} in the database ${database}. (EntityNotFoundException)`,
    );
  }
  if (columns.length === 0) throw invalidArgument(`The Glue table ${database}.${name} has no columns.`);
  return columns.map((column) => readColumn(column, `${database}.${name}`));
}

function readColumn({ name, type }: GlueColumn, table: string): Column {
  const read = parseHiveType(type);
  if ('unknown' in read) throw invalidArgument(`The column ${name} of the Glue table ${table}: ${read.unknown}`);
  return { name, type: read };
}
