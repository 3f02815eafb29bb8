import { describe, expect, it } from 'vitest';
import { duckDbTypeOf } from '../../../../local/firehose/conversion/duckdb-type.ts';
import { parseHiveType } from '../../../../local/firehose/conversion/hive-type.ts';

describe('a column type of Glue', () => {
  it.each([
    ['string', 'VARCHAR'],
    ['varchar(64)', 'VARCHAR'],
    ['boolean', 'BOOLEAN'],
    ['tinyint', 'TINYINT'],
    ['smallint', 'SMALLINT'],
    ['int', 'INTEGER'],
    ['BIGINT', 'BIGINT'],
    ['float', 'FLOAT'],
    ['double', 'DOUBLE'],
    ['date', 'DATE'],
    ['timestamp', 'TIMESTAMP'],
    ['decimal', 'DECIMAL(10,0)'],
    ['decimal(38, 6)', 'DECIMAL(38,6)'],
    ['array<array<int>>', 'INTEGER[][]'],
    ['map<string,decimal(10,2)>', 'MAP(VARCHAR, DECIMAL(10,2))'],
    [
      'struct<Name:string, at:struct<x:int,y:map<string,int>>>',
      'STRUCT("name" VARCHAR, "at" STRUCT("x" INTEGER, "y" MAP(VARCHAR, INTEGER)))',
    ],
  ])('%s becomes %s', (source, expected) => {
    const type = parseHiveType(source);
    if ('unknown' in type) throw new Error(type.unknown);
    expect(String(duckDbTypeOf(type))).toBe(expected);
  });

  it.each([
    'binary',
    'text',
    '',
    'decimal(39,0)',
    'decimal(5,6)',
    'decimal(0)',
    'array<>',
    'array<int',
    'array<int,int>',
    'map<int,string>',
    'map<string>',
    'struct<>',
    'struct<a>',
    'struct<a:int,A:int>',
    'uniontype<int,string>',
    `${'array<'.repeat(40)}int${'>'.repeat(40)}`,
  ])('%j is refused with what there is', (source) => {
    expect(parseHiveType(source)).toEqual({ unknown: expect.stringMatching(/is not a type .* It converts: string, /) });
  });
});
