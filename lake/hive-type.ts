import { LakeError } from './lake-error.ts';

/** Hive's primitive types as DuckDB names them. https://docs.aws.amazon.com/athena/latest/ug/data-types.html */
const PRIMITIVES: Record<string, string> = {
  boolean: 'BOOLEAN',
  tinyint: 'TINYINT',
  smallint: 'SMALLINT',
  int: 'INTEGER',
  integer: 'INTEGER',
  bigint: 'BIGINT',
  float: 'FLOAT',
  double: 'DOUBLE',
  string: 'VARCHAR',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
};

/**
 * A column type of the Glue catalog as DuckDB writes it: `array<bigint>` is `BIGINT[]`.
 *
 * Structs are refused: Glue lower-cases the names of their fields and DuckDB does not find `userId` of a JSON row by `userid`.
 * Throws {@link LakeError} for them and for what is no Hive type.
 */
export function duckDbType(hiveType: string): string {
  const type = hiveType.trim().toLowerCase();
  const primitive = PRIMITIVES[type];
  if (primitive) return primitive;
  if (/^(varchar|char)\(\d+\)$/.test(type)) return 'VARCHAR';
  const decimal = /^decimal\((\d{1,2})(?:,\s*(\d{1,2}))?\)$/.exec(type);
  if (decimal) return `DECIMAL(${decimal[1]},${decimal[2] ?? 0})`;
  const array = /^array<(.+)>$/.exec(type);
  if (array) return `${duckDbType(array[1]!)}[]`;
  const map = /^map<\s*(\w+)\s*,(.+)>$/.exec(type);
  if (map) return `MAP(${duckDbType(map[1]!)}, ${duckDbType(map[2]!)})`;
  throw new LakeError(
    `The column type ${hiveType} is not honoured here. Known: ${Object.keys(PRIMITIVES).join(', ')}, varchar(n), char(n), decimal(p,s), array<>, map<>.`,
  );
}
