import type { Column, TableDefinition } from './catalog.ts';
import type { ReadableObject } from './object-facts.ts';
import { globLiteral, identifier, literal } from './sql-text.ts';

/**
 * The query that a table's view stands for: the rows of its objects, columns in the catalog's order and types, partition
 * columns last. Without objects it is an empty table of the same shape.
 *
 * `bucketDirectory` is the absolute folder of the bucket; every object's path begins with it.
 */
export function tableQuery(
  table: TableDefinition,
  bucketDirectory: string,
  objects: readonly ReadableObject[],
): string {
  const groups = Map.groupBy(objects, ({ gzip, keys, types }) => JSON.stringify([gzip, keys, types]));
  const query = table.format === 'parquet' ? parquetQuery : groupQuery;
  const parts = [...groups.values()].map((group) => query(table, bucketDirectory, group));
  return parts.length > 0 ? parts.join('\nUNION ALL\n') : emptyQuery(table);
}

function emptyQuery({ columns, partitions }: TableDefinition): string {
  const nulls = [...columns, ...partitions].map(({ name, type }) => `CAST(NULL AS ${type}) AS ${identifier(name)}`);
  return `SELECT ${nulls.join(', ')} WHERE false`;
}

/** Objects whose rows have the same keys are read together. */
function groupQuery(table: TableDefinition, bucketDirectory: string, group: readonly ReadableObject[]): string {
  const { gzip, keys } = group[0]!;
  const spellings = table.columns.map((column) => ({
    column,
    keys: keys.filter((key) => key.toLowerCase() === column.name),
  }));
  const typed =
    spellings.every(({ keys: found }) => found.length <= 1) && spellings.some(({ keys: found }) => found.length === 1);
  const path = pathColumn(table);
  const files = group.map(({ path }) => globLiteral(path)).join(', ');
  const options = `format = 'newline_delimited', compression = '${gzip ? 'gzip' : 'uncompressed'}', hive_partitioning = false, filename = '${path}'`;
  const partitions = partitionColumns(table, bucketDirectory, path);
  if (typed) {
    const names = spellings.map(
      ({ column, keys: [key] }) =>
        `${key === undefined ? `CAST(NULL AS ${column.type})` : identifier(key)} AS ${identifier(column.name)}`,
    );
    const types = spellings.flatMap(({ column, keys: [key] }) =>
      key === undefined ? [] : [`${identifier(key)}: ${literal(column.type)}`],
    );
    return `SELECT ${[...names, ...partitions].join(', ')} FROM read_json([${files}], columns = {${types.join(', ')}}, ${options})`;
  }
  // Rows spell one column's key in several ways: slower, each way is looked up in every row.
  const names = spellings.map(
    ({ column, keys: found }) => `${anySpelling(column, found)} AS ${identifier(column.name)}`,
  );
  return `SELECT ${[...names, ...partitions].join(', ')} FROM read_json([${files}], columns = {json: 'JSON'}, records = false, ${options})`;
}

/**
 * Files of the same columns and types are read together: of several, DuckDB would take the first one's types for all. A column
 * that a file does not have is null in it, as in Athena.
 */
function parquetQuery(table: TableDefinition, bucketDirectory: string, group: readonly ReadableObject[]): string {
  const path = pathColumn(table);
  const columns = table.columns.map(({ name, type }) => {
    const key = group[0]!.keys.find((each) => each.toLowerCase() === name);
    return `CAST(${key === undefined ? 'NULL' : identifier(key)} AS ${type}) AS ${identifier(name)}`;
  });
  const files = group.map((object) => globLiteral(object.path)).join(', ');
  const selected = [...columns, ...partitionColumns(table, bucketDirectory, path)].join(', ');
  return `SELECT ${selected} FROM read_parquet([${files}], hive_partitioning = false, filename = '${path}')`;
}

/** The hidden column with an object's path. DuckDB skips whole objects by conditions on it only under its own name for it. */
const pathColumn = ({ columns }: TableDefinition) =>
  columns.some(({ name }) => name === 'filename') ? 'object_path' : 'filename';

function anySpelling({ type }: Column, keys: string[]): string {
  if (keys.length === 0) return `CAST(NULL AS ${type})`;
  const ways = keys.map((key) => {
    const structure = literal(JSON.stringify({ [key]: type }));
    return `CASE WHEN list_contains(json_keys(json), ${literal(key)}) THEN struct_extract(json_transform_strict(json, ${structure}), ${literal(key)}) END`;
  });
  return `coalesce(${ways.join(', ')})`;
}

/** The partition values from the object's key. Conditions on them are decided per object, before it is opened. */
function partitionColumns({ partitions, location }: TableDefinition, bucketDirectory: string, path: string): string[] {
  // `substr` counts characters, not UTF-16 units, from 1; the slash after the folder goes too.
  const key = `substr(${path}, ${[...bucketDirectory].length + 2})`;
  return partitions.map(({ name, type }) => {
    const group = location.columns.indexOf(name) + 1;
    return `CAST(regexp_extract(${key}, ${literal(location.source)}, ${group}) AS ${type}) AS ${identifier(name)}`;
  });
}
