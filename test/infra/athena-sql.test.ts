import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packaged } from '../support/packaged.ts';
import { at, resourcesOf } from '../support/template-parts.ts';

const root = join(import.meta.dirname, '../..');
const venv = join(root, '.venv/sqlglot');
const isInstalled = existsSync(join(venv, 'complete'));
if (!isInstalled) console.log('sqlglot is skipped: .venv/sqlglot is not there; .ci/sqlglot.sh installs it.');

interface Reading {
  error?: string;
  kind: string;
  tables: string[];
  columns: string[];
  /** Functions that the dialect does not have, as far as sqlglot knows it. */
  unknown: string[];
}

/** What a parser that nobody here wrote makes of SQL in Athena's dialect, by name. */
function readAsAthena(statements: Record<string, string>): Record<string, Reading> {
  const program = join(import.meta.dirname, 'athena_sql.py');
  const { status, stdout, stderr } = spawnSync(join(venv, 'bin/python'), ['-B', program], {
    input: JSON.stringify(statements),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

const { template } = await packaged('prod', { accessLog: 'true', timeZone: 'Asia/Seoul' });
const saved = Object.fromEntries(
  resourcesOf(template, 'AWS::Athena::NamedQuery').map(([logicalId, { Properties }]) => [
    logicalId,
    String(Properties.QueryString),
  ]),
);

describe.skipIf(!isInstalled)('the saved queries, read as Athena reads them', () => {
  const readings = isInstalled ? readAsAthena(saved) : {};
  const tables = resourcesOf(template, 'AWS::Glue::Table').map(([, { Properties }]) => ({
    name: String(at(Properties, 'TableInput', 'Name')),
    columns: [
      at(Properties, 'TableInput', 'StorageDescriptor', 'Columns'),
      at(Properties, 'TableInput', 'PartitionKeys'),
    ]
      .flat()
      .map((column) => String(at(column, 'Name'))),
  }));

  it.each(Object.keys(saved))('%s is one statement of its dialect, with functions that it has', (logicalId) => {
    const { error, kind, unknown } = readings[logicalId]!;
    expect(error).toBeUndefined();
    expect(['select', 'create', 'union']).toContain(kind);
    expect(unknown).toEqual([]);
  });

  it.each(Object.keys(saved))('%s names columns of its tables, in lower case, and its own', (logicalId) => {
    const { tables: read, columns } = readings[logicalId]!;
    const own = [...saved[logicalId]!.matchAll(/\bAS\s+(\w+)/gi)].map(([, name]) => name!.toLowerCase());
    const known = tables.filter(({ name }) => read.includes(name)).flatMap((table) => table.columns);
    expect(known.length).toBeGreaterThan(0);
    expect(columns.filter((column) => !known.includes(column) && !own.includes(column))).toEqual([]);
  });

  it('are those of infra/queries, all of them', () => {
    const files = globSync('infra/queries/*.sql', { cwd: root });
    const words = (sql: string) => sql.replace(/\$\{[^}]*\}/g, 'Asia/Seoul').trim();
    expect(files.map((file) => words(readFileSync(join(root, file), 'utf8'))).sort()).toEqual(
      Object.values(saved)
        .map((sql) => sql.trim())
        .sort(),
    );
    console.log(`Read as Athena's SQL: ${files.map((file) => basename(file)).join(', ')}.`);
  });

  it.each([
    ['a table left out', 'SELECT a FROM WHERE b = 1'],
    ['a bracket that does not close', 'SELECT count(* FROM t'],
    ['two statements', 'SELECT 1; SELECT 2'],
  ])('%s would be found', (_name, sql) => {
    expect(readAsAthena({ sql }).sql?.error).toBeDefined();
  });

  it('a function of another database would be found', () => {
    expect(readAsAthena({ sql: 'SELECT strftime_tz(a) FROM t' }).sql?.unknown).toEqual(['strftime_tz']);
  });
});
