import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { ConversionConfiguration } from './configuration.ts';
import { duckDbTypeOf } from './duckdb-type.ts';
import type { Column } from './schema.ts';

/** How a file is to be. */
export interface ParquetShape extends Pick<ConversionConfiguration, 'compression' | 'version'> {
  columns: Column[];
}

/** Writes Parquet files by DuckDB, one after another: memory is that of one, however many delivery streams there are. */
export interface ParquetFiles {
  /**
   * `fill` appends the rows, values in the columns' order; what it answers is handed on. There is no file without rows.
   * Rejects where DuckDB or the disk fails.
   */
  write<Filled extends object>(
    shape: ParquetShape,
    fill: (append: (row: DuckDBValue[]) => void) => Promise<Filled>,
  ): Promise<Filled & { object: Buffer | undefined }>;
  close(): Promise<void>;
}

/** Beyond it DuckDB puts rows on the disk. */
const MEMORY_LIMIT = '256MB';
/** DuckDB's own measure. */
const ROWS_PER_CHUNK = 2048;

/** @param directory for what passes through the disk; it is emptied at first. */
export function createParquetFiles(directory: string): ParquetFiles {
  let opened: Promise<{ connection: DuckDBConnection; close(): void }> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  const path = join(directory, 'rows.parquet');

  const write: ParquetFiles['write'] = async ({ columns, compression, version }, fill) => {
    opened ??= open(directory);
    const { connection } = await opened;
    const types = columns.map(({ type }) => duckDbTypeOf(type));
    try {
      const definitions = columns.map(({ name }, at) => `${quoted(name)} ${types[at]}`);
      await connection.run(`CREATE OR REPLACE TABLE rows (${definitions.join(', ')})`);
      const { filled, rows } = await append(await connection.createAppender('rows'), types, fill);
      if (rows === 0) return { ...filled, object: undefined };
      await connection.run(
        `COPY rows TO '${path.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION ${compression}, PARQUET_VERSION ${version})`,
      );
      return { ...filled, object: await readFile(path) };
    } finally {
      await connection.run('DROP TABLE IF EXISTS rows').catch(() => {});
      await rm(path, { force: true });
    }
  };
  return {
    write(shape, fill) {
      const written = last.then(() => write(shape, fill));
      last = written.catch(() => {});
      return written;
    },
    async close() {
      await last;
      (await opened?.catch(() => undefined))?.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** One thread: the machine's others are the pipeline's. */
async function open(directory: string) {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const settings = { threads: '1', memory_limit: MEMORY_LIMIT, temp_directory: join(directory, 'spilled') };
  const instance = await DuckDBInstance.create(':memory:', settings);
  const connection = await instance.connect();
  return {
    connection,
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function append<Filled>(
  appender: DuckDBAppender,
  types: DuckDBType[],
  fill: (append: (row: DuckDBValue[]) => void) => Promise<Filled>,
): Promise<{ filled: Filled; rows: number }> {
  let waiting: DuckDBValue[][] = [];
  let rows = 0;
  const flush = (): void => {
    const chunk = DuckDBDataChunk.create(types, waiting.length);
    chunk.setRows(waiting);
    appender.appendDataChunk(chunk);
    waiting = [];
  };
  try {
    const filled = await fill((row) => {
      rows += 1;
      if (waiting.push(row) === ROWS_PER_CHUNK) flush();
    });
    if (waiting.length > 0) flush();
    appender.flushSync();
    return { filled, rows };
  } finally {
    appender.closeSync();
  }
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
