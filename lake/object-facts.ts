import type { DuckDBConnection } from '@duckdb/node-api';
import { isGzip, type LakeObject } from './objects.ts';
import { globLiteral } from './sql-text.ts';

/** An object, and what must be known of it before a query can name its columns. */
export interface ReadableObject {
  path: string;
  gzip: boolean;
  /** Every key of its rows, as spelt. */
  keys: readonly string[];
  /** Of Parquet: the type of each key's column in the file, in DuckDB's words. */
  types?: readonly string[];
}

/**
 * Finds out how the rows of objects spell their keys, reading each object once.
 *
 * The Hive JSON SerDe takes a key for a column whatever the case of either; DuckDB wants the very spelling, and only the
 * rows themselves say it.
 */
export function createObjectFacts(connection: DuckDBConnection) {
  const known = new Map<string, ReadableObject & { version: string }>();
  // Objects with the same keys share one array: a big lake has few kinds of rows.
  const shared = new Map<string, readonly string[]>();

  async function learn(objects: LakeObject[]): Promise<void> {
    const fresh = objects.filter((object) => known.get(object.path)?.version !== versionOf(object));
    for (const gzip of [true, false]) {
      const group = await filterByCompression(fresh, gzip);
      const keys = await keysOf(
        group.map(({ path }) => path),
        gzip,
      );
      for (const object of group) {
        const names = (keys.get(object.path) ?? []).sort();
        const id = JSON.stringify(names);
        shared.set(id, shared.get(id) ?? names);
        known.set(object.path, { path: object.path, version: versionOf(object), gzip, keys: shared.get(id)! });
      }
    }
  }

  /** The keys found in each object. A broken row is passed over here: the query that needs it says so itself. */
  async function keysOf(paths: string[], gzip: boolean): Promise<Map<string, string[]>> {
    const found = new Map<string, string[]>();
    if (paths.length === 0) return found;
    const rows = `read_json([${paths.map(globLiteral)}], columns = {json: 'JSON'}, records = false, format = 'newline_delimited',
      compression = '${gzip ? 'gzip' : 'uncompressed'}', ignore_errors = true, hive_partitioning = false, filename = 'object_path')`;
    try {
      const reader = await connection.runAndReadAll(
        `SELECT object_path, list(name) FROM (SELECT DISTINCT object_path, unnest(json_keys(json)) AS name FROM ${rows}) GROUP BY 1`,
      );
      for (const [path, names] of reader.getRowsJson() as [string, string[]][]) found.set(path, names);
    } catch {
      // One unreadable object must not hide the others.
      if (paths.length === 1) return found;
      for (const path of paths) for (const [name, keys] of await keysOf([path], gzip)) found.set(name, keys);
    }
    return found;
  }

  return {
    async of(objects: LakeObject[]): Promise<ReadableObject[]> {
      await learn(objects);
      return objects.map(({ path }) => known.get(path)!);
    },
  };
}

const versionOf = ({ sizeBytes, modifiedMs }: LakeObject) => `${sizeBytes} ${modifiedMs}`;

async function filterByCompression(objects: LakeObject[], gzip: boolean): Promise<LakeObject[]> {
  const kept: LakeObject[] = [];
  for (const object of objects) {
    if ((object.path.endsWith('.gz') || (await isGzip(object.path))) === gzip) kept.push(object);
  }
  return kept;
}
