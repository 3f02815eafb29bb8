import {
  BIGINT,
  BOOLEAN,
  DATE,
  DECIMAL,
  DOUBLE,
  type DuckDBType,
  FLOAT,
  INTEGER,
  LIST,
  MAP,
  SMALLINT,
  STRUCT,
  TIMESTAMP,
  TINYINT,
  VARCHAR,
} from '@duckdb/node-api';
import type { HiveType } from './hive-type.ts';

const INTEGERS = { 8: TINYINT, 16: SMALLINT, 32: INTEGER, 64: BIGINT };
const PLAIN = { text: VARCHAR, boolean: BOOLEAN, date: DATE, timestamp: TIMESTAMP, float: FLOAT, double: DOUBLE };

/** What holds a value of the type in DuckDB and, from there, in Parquet. */
export function duckDbTypeOf(type: HiveType): DuckDBType {
  switch (type.kind) {
    case 'integer':
      return INTEGERS[type.bits];
    case 'decimal':
      return DECIMAL(type.precision, type.scale);
    case 'array':
      return LIST(duckDbTypeOf(type.element));
    case 'map':
      return MAP(VARCHAR, duckDbTypeOf(type.value));
    case 'struct':
      return STRUCT(Object.fromEntries(type.fields.map((field) => [field.name, duckDbTypeOf(field.type)])));
    default:
      return PLAIN[type.kind];
  }
}
