import { resolve } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { type Catalog, checkInjectedColumns, type TablesRead } from './athena-rules.ts';
import type { TableDefinition } from './catalog.ts';
import { registerDateParse } from './date-parse.ts';
import { LakeError } from './lake-error.ts';
import { createObjectFacts } from './object-facts.ts';
import { createParquetFacts } from './parquet-facts.ts';
import { clockMacros, PRESTO_MACROS } from './presto.ts';
import { identifier, literal } from './sql-text.ts';
import type { QueryNode } from './sql-tree.ts';
import { parseStatement, type Statement } from './statement.ts';
import { tableObjects } from './table-objects.ts';
import { tableQuery } from './table-view.ts';
import { plainValue } from './values.ts';

export interface QueryResult {
  /** Types in lower case, in DuckDB's words: `varchar`, `bigint`, `timestamp with time zone` … */
  columns: { name: string; type: string }[];
  /** Values as {@link plainValue} gives them; 64-bit integers are `bigint`. */
  rows: unknown[][];
}

export interface Lake {
  /**
   * Runs one reading statement over the objects as they lie there now, as Athena would. Queries run one after another.
   * Throws {@link LakeError}: a syntax error, an unknown table, a broken row, Athena's refusal, a statement that writes.
   */
  query(sql: string): Promise<QueryResult>;
  close(): Promise<void>;
}

export interface LakeOptions {
  tables: readonly TableDefinition[];
  /** The folder that holds a bucket's objects as plain files. */
  bucketDirectory(bucket: string): string;
  /** Statements `CREATE OR REPLACE VIEW …` to begin with. */
  views?: readonly string[];
  /** The time that `NOW` and `current_timestamp` mean, ms. */
  now(): number;
}

/** The catalog's name in Athena, so that `awsdatacatalog.database.table` is found too. */
const CATALOG = 'awsdatacatalog';

/** SQL over the objects of a lake on this machine, embedded, in memory; it can read the tables' buckets and nothing else. */
export async function openLake({ tables, bucketDirectory, views = [], now }: LakeOptions): Promise<Lake> {
  const byName = new Map(tables.map((table) => [table.name, table]));
  if (byName.size < tables.length) throw new LakeError('Two tables of the lake have the same name.');
  const folderOf = (table: TableDefinition) => resolve(bucketDirectory(table.location.bucket));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const factsOf = { json: createObjectFacts(connection), parquet: createParquetFacts(connection) };
  const viewTrees = new Map<string, QueryNode>();
  const catalog: Catalog = {
    injectedColumns: (name) =>
      byName
        .get(name)
        ?.partitions.flatMap(({ name: column, projection }) => (projection.type === 'injected' ? [column] : [])),
    view: (name) => viewTrees.get(name),
  };

  async function refresh(read: TablesRead): Promise<void> {
    const nowMs = now();
    for (const macro of clockMacros(nowMs)) await connection.run(`CREATE OR REPLACE MACRO memory.main.${macro}`);
    for (const [name, known] of read) {
      const table = byName.get(name)!;
      const objects = await tableObjects(table, folderOf(table), known, nowMs);
      await connection.run(
        createView(table, tableQuery(table, folderOf(table), await factsOf[table.format].of(objects, table))),
      );
    }
  }

  async function run(statement: Statement): Promise<QueryResult> {
    if (statement.kind === 'create-view') {
      if (byName.has(statement.view)) throw new LakeError(`${statement.view} is a table; a view needs another name.`);
      await connection.run(`CREATE OR REPLACE VIEW ${identifier(statement.view)} AS ${statement.sql}`);
      viewTrees.set(statement.view, statement.tree);
      return { columns: [], rows: [] };
    }
    const verdict = checkInjectedColumns(statement.tree, catalog);
    if (!verdict.ok) throw new LakeError(verdict.message);
    await refresh(verdict.tables);
    return read(connection, statement.sql);
  }

  await prepare(connection, tables, [...new Set(tables.map(folderOf))]);
  let last: Promise<unknown> = Promise.resolve();
  const query = (sql: string): Promise<QueryResult> => {
    const result = last.then(() => plainly(async () => run(await parseStatement(connection, sql))));
    last = result.catch(() => {});
    return result;
  };
  for (const view of views) await query(view);
  return {
    query,
    async close() {
      await last;
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function prepare(
  connection: DuckDBConnection,
  tables: readonly TableDefinition[],
  folders: string[],
): Promise<void> {
  await connection.run(`ATTACH ':memory:' AS ${CATALOG}`);
  const databases = [...new Set(tables.map(({ database }) => database))];
  for (const database of databases)
    await connection.run(`CREATE SCHEMA IF NOT EXISTS ${CATALOG}.${identifier(database)}`);
  const settings = [
    // Athena reckons in UTC, divides integers as integers and puts nulls last.
    "TimeZone = 'UTC'",
    'integer_division = true',
    "default_null_order = 'nulls_last'",
    // Nothing is spilled, loaded or fetched; only the buckets can be read, and no statement can undo this.
    "temp_directory = ''",
    `allowed_directories = [${folders.map((folder) => literal(`${folder}/`)).join(', ')}]`,
    'enable_external_access = false',
    `search_path = ${literal([...databases.map((database) => `${CATALOG}.${identifier(database)}`), 'memory.main'].join(','))}`,
  ];
  registerDateParse(connection);
  for (const macro of [...PRESTO_MACROS, ...clockMacros(0)]) await connection.run(`CREATE MACRO memory.main.${macro}`);
  for (const setting of settings) await connection.run(`SET ${setting}`);
  await connection.run('SET lock_configuration = true');
  for (const table of tables) await connection.run(createView(table, tableQuery(table, '', [])));
}

const createView = ({ database, name }: TableDefinition, query: string) =>
  `CREATE OR REPLACE VIEW ${CATALOG}.${identifier(database)}.${identifier(name)} AS ${query}`;

async function read(connection: DuckDBConnection, sql: string): Promise<QueryResult> {
  const reader = await connection.runAndReadAll(sql);
  const types = reader.columnTypes();
  return {
    columns: reader.columnNames().map((name, index) => ({ name, type: String(types[index]).toLowerCase() })),
    rows: reader.getRows().map((row) => row.map(plainValue)),
  };
}

/** What DuckDB has against a statement is told in its words, as an error of the lake. */
async function plainly<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LakeError || !(error instanceof Error)) throw error;
    throw new LakeError(error.message, { cause: error });
  }
}
