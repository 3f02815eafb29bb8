import type { DuckDBConnection } from '@duckdb/node-api';
import { LakeError } from './lake-error.ts';
import type { QueryNode } from './sql-tree.ts';

/** One statement that only reads, or that names a query as a view. */
export type Statement =
  | { kind: 'query'; sql: string; tree: QueryNode }
  | { kind: 'explain'; sql: string; tree: QueryNode }
  | { kind: 'create-view'; view: string; sql: string; tree: QueryNode };

const COMMENTS = String.raw`(?:\s|--[^\n]*(?:\n|$)|/\*[\s\S]*?\*/)*`;
const EXPLAIN = new RegExp(String.raw`^${COMMENTS}EXPLAIN(?:\s+ANALYZE)?\b`, 'i');
const CREATE_VIEW = new RegExp(
  String.raw`^${COMMENTS}CREATE\s+(?:OR\s+REPLACE\s+)?VIEW\s+(?:(?:"[^"]+"|\w+)\.)*(?:"([^"]+)"|(\w+))\s+AS\b`,
  'i',
);

/**
 * Reads one statement with DuckDB's own parser.
 *
 * Throws {@link LakeError} for a syntax error, for several statements, and for one that is none of `SELECT`, `WITH`, `VALUES`,
 * `SHOW`, `DESCRIBE`, `EXPLAIN` and `CREATE [OR REPLACE] VIEW`: the lake is written by the pipeline alone.
 */
export async function parseStatement(connection: DuckDBConnection, sql: string): Promise<Statement> {
  const explain = EXPLAIN.exec(sql);
  if (explain) return { kind: 'explain', sql, tree: await parseQuery(connection, sql.slice(explain[0].length)) };
  const create = CREATE_VIEW.exec(sql);
  if (create) {
    const query = sql.slice(create[0].length);
    return {
      kind: 'create-view',
      view: (create[1] ?? create[2])!.toLowerCase(),
      sql: query,
      tree: await parseQuery(connection, query),
    };
  }
  return { kind: 'query', sql, tree: await parseQuery(connection, sql) };
}

interface Serialized {
  error: boolean;
  error_type?: string;
  error_message?: string;
  statements?: { node: QueryNode }[];
}

async function parseQuery(connection: DuckDBConnection, sql: string): Promise<QueryNode> {
  const reader = await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)', [sql]);
  const { error, error_type, error_message, statements } = JSON.parse(String(reader.getRows()[0]?.[0])) as Serialized;
  if (error && error_type === 'not implemented') {
    throw new LakeError(
      'Only SELECT, WITH, VALUES, SHOW, DESCRIBE, EXPLAIN and CREATE [OR REPLACE] VIEW run here: the lake is written by the pipeline alone.',
    );
  }
  if (error) throw new LakeError(`SYNTAX_ERROR: ${error_message}`);
  const [statement, ...others] = statements ?? [];
  if (!statement || others.length > 0)
    throw new LakeError(`One statement at a time; this text holds ${statements?.length ?? 0}.`);
  return statement.node;
}
