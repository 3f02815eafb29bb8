import type { DuckDBConnection } from '@duckdb/node-api';
import type { TableDefinition } from './catalog.ts';
import { LakeError } from './lake-error.ts';
import type { ReadableObject } from './object-facts.ts';
import type { LakeObject } from './objects.ts';
import { globLiteral, identifier } from './sql-text.ts';

interface ParquetColumn {
  name: string;
  /** In DuckDB's words. */
  type: string;
}

/**
 * Types that Athena reads as a wider one, by the type in the file: files from before a schema change lie beside later ones. The
 * documented text as a number is for text formats: a Parquet file does not hold the one as the other.
 * https://docs.aws.amazon.com/athena/latest/ug/updates-changing-column-type.html
 */
const WIDENED: Readonly<Record<string, readonly string[]>> = {
  TINYINT: ['SMALLINT', 'INTEGER', 'BIGINT'],
  SMALLINT: ['INTEGER', 'BIGINT'],
  INTEGER: ['BIGINT'],
  FLOAT: ['DOUBLE'],
};

/** Without a time zone in the file or with one, Hive's timestamp is the same instant in UTC. */
const TIMESTAMPS = ['TIMESTAMP WITH TIME ZONE', 'TIMESTAMP_NS', 'TIMESTAMP_MS'];

/**
 * Finds out which columns Parquet files have, reading the end of each once. Athena looks columns up by their names, whatever
 * the case, and takes the types as they are in the file.
 *
 * Throws {@link LakeError} with Athena's code for a file that a query would fail on: one that is no Parquet file, or whose
 * column is of another type than the table's. Unlike in Athena, it need not lie in a partition that the query asks for.
 * https://docs.aws.amazon.com/athena/latest/ug/handling-schema-updates-chapter.html
 */
export function createParquetFacts(connection: DuckDBConnection) {
  const known = new Map<string, { version: string; columns: readonly ParquetColumn[] }>();
  // Files with the same columns share one array.
  const shared = new Map<string, readonly ParquetColumn[]>();

  async function learn(object: LakeObject): Promise<readonly ParquetColumn[]> {
    const version = `${object.sizeBytes} ${object.modifiedMs}`;
    const before = known.get(object.path);
    if (before?.version === version) return before.columns;
    const read = await columnsOf(object);
    const id = JSON.stringify(read);
    const columns = shared.get(id) ?? read;
    shared.set(id, columns);
    known.set(object.path, { version, columns });
    return columns;
  }

  async function columnsOf(object: LakeObject): Promise<ParquetColumn[]> {
    const sql = `DESCRIBE SELECT * FROM read_parquet(${globLiteral(object.path)}, hive_partitioning = false)`;
    try {
      const rows = (await connection.runAndReadAll(sql)).getRowsJson() as [string, string][];
      return rows.map(([name, type]) => ({ name, type }));
    } catch (error) {
      throw new LakeError(`HIVE_CANNOT_OPEN_SPLIT: ${object.key} is no Parquet file.`, {
        cause: error,
      });
    }
  }

  return {
    async of(objects: LakeObject[], table: TableDefinition): Promise<ReadableObject[]> {
      const readable: ReadableObject[] = [];
      const checked = new Set<readonly ParquetColumn[]>();
      for (const object of objects) {
        const columns = await learn(object);
        if (!checked.has(columns)) refuseOtherTypes(columns, table, object.key);
        checked.add(columns);
        const keys = columns.map(({ name }) => name);
        readable.push({ path: object.path, gzip: false, keys, types: columns.map(({ type }) => type) });
      }
      return readable;
    },
  };
}

function refuseOtherTypes(columns: readonly ParquetColumn[], table: TableDefinition, key: string): void {
  for (const { name, type } of table.columns) {
    const inFile = columns.find((column) => column.name.toLowerCase() === name);
    if (!inFile || inFile.type === type || (type === 'TIMESTAMP' && TIMESTAMPS.includes(inFile.type))) continue;
    // Without partitions, Athena's documents rule every change of a type out.
    if (table.partitions.length > 0 && WIDENED[inFile.type]?.includes(type)) continue;
    if (inFile.type.startsWith('DECIMAL') && type.startsWith('DECIMAL')) continue;
    throw new LakeError(
      `HIVE_BAD_DATA: Malformed Parquet file. Field ${name}'s type ${inFile.type} in ${key} is incompatible with type ${type.toLowerCase()} defined in table schema of ${identifier(table.name)}`,
    );
  }
}
