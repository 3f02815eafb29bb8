import { DuckDBDateValue, DuckDBDecimalValue, DuckDBTimestampValue, type DuckDBValue } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { createRecordReader } from '../../../../local/firehose/conversion/read-record.ts';
import { columns } from './fixture.ts';

const KEYS = { caseInsensitive: true, dotsToUnderscores: false, keyOfColumn: new Map<string, string>() };

const reader = (types: Record<string, string>, keys: Partial<typeof KEYS> = {}) => {
  const read = createRecordReader(columns(types), { ...KEYS, ...keys });
  return (record: string | Buffer) => read(Buffer.from(record));
};

/** The one value of a record with one column. */
function onlyValue(type: string, json: string): DuckDBValue {
  const read = reader({ v: type })(`{"v":${json}}`);
  if (!read.ok) throw new Error(`${read.code}: ${read.message}`);
  return read.rows[0]![0]!;
}
const failureOf = (type: string, json: string) => {
  const read = reader({ v: type })(`{"v":${json}}`);
  if (read.ok) throw new Error(`It was read as ${read.rows[0]![0]}.`);
  return read;
};

const micros = (iso: string, more = 0n) => new DuckDBTimestampValue(BigInt(Date.parse(iso)) * 1000n + more);

describe('a value that its column can hold', () => {
  it.each<[type: string, json: string, expected: DuckDBValue]>([
    ['string', '"안녕 \\u0000"', '안녕 \0'],
    ['string', '12345678901234567890.10', '12345678901234567890.10'],
    ['string', 'true', 'true'],
    ['string', '{"Outer":{"Inner":[1.0,null]}}', '{"outer":{"inner":[1.0,null]}}'],
    ['int', '-2147483648', -2_147_483_648],
    ['int', '"200"', 200],
    ['int', '1e3', 1000],
    ['int', '7.0', 7],
    ['tinyint', '127', 127],
    ['bigint', '9007199254740993', 9_007_199_254_740_993n],
    ['bigint', '-9223372036854775808', -9_223_372_036_854_775_808n],
    ['bigint', '"9223372036854775807"', 9_223_372_036_854_775_807n],
    ['double', '1e308', 1e308],
    ['double', '" 37.5 "', 37.5],
    ['float', '0.1', Math.fround(0.1)],
    ['boolean', 'false', false],
    ['boolean', '"TRUE"', true],
    [
      'decimal(38,10)',
      '1234567890123456789012345678.0123456789',
      new DuckDBDecimalValue(12345678901234567890123456780123456789n, 38, 10),
    ],
    ['decimal(5,2)', '"-1.005"', new DuckDBDecimalValue(-101n, 5, 2)],
    ['decimal(5,2)', '1e2', new DuckDBDecimalValue(10_000n, 5, 2)],
    ['decimal(5,2)', '1e-400000', new DuckDBDecimalValue(0n, 5, 2)],
    ['decimal(5,2)', '0e999999', new DuckDBDecimalValue(0n, 5, 2)],
    ['date', '"2024-2-29"', new DuckDBDateValue(19_782)],
    ['timestamp', '"2017-02-07T15:13:01.39256Z"', micros('2017-02-07T15:13:01.392Z', 560n)],
    ['timestamp', '"2017-2-7 5:3:01.123456789"', micros('2017-02-07T05:03:01.123Z', 456n)],
    ['timestamp', '1518033528', micros('2018-02-07T19:58:48Z')],
    ['timestamp', '1518033528123', micros('2018-02-07T19:58:48.123Z')],
    ['timestamp', '"1518033528.5"', micros('2018-02-07T19:58:48.500Z')],
    ['timestamp', '1518033528.123456', micros('2018-02-07T19:58:48.123Z', 456n)],
    ['timestamp', '-1', micros('1969-12-31T23:59:59Z')],
    ['struct<a:int>', 'null', null],
  ])('%s reads %s', (type, json, expected) => {
    expect(onlyValue(type, json)).toEqual(expected);
  });

  it.each([
    ['array<int>', '[1,null,"3"]', '[1, NULL, 3]'],
    ['array<int>', '5', '[5]'],
    ['array<int>', '[]', '[]'],
    ['map<string,int>', '{"Key":1,"other":null}', "{'key': 1, 'other': NULL}"],
    ['struct<name:string,age:int>', '{"NAME":"Zoe","extra":1}', "{'name': 'Zoe', 'age': NULL}"],
    ['struct<name:string,age:int>', '["Zoe",9,"ignored"]', "{'name': 'Zoe', 'age': 9}"],
    ['array<struct<id:bigint>>', '[{"id":9007199254740993}]', "[{'id': 9007199254740993}]"],
  ])('%s reads %s as OpenX does', (type, json, expected) => {
    expect(String(onlyValue(type, json))).toBe(expected);
  });
});

describe('a value that does not fit', () => {
  it.each([
    ['int', '"abc"', 'For input string: "abc"'],
    ['int', '2147483648', 'Value 2147483648 is out of range.'],
    ['int', '1.5', 'For input string: "1.5"'],
    ['int', '"1.0"', 'For input string: "1.0"'],
    ['int', 'true', 'For input string: "true"'],
    ['tinyint', '128', 'Value 128 is out of range.'],
    ['bigint', '9223372036854775808', 'Value 9223372036854775808 is out of range.'],
    ['bigint', '1e99', 'For input string: "1e99"'],
    ['double', '"oops"', 'For input string: "oops"'],
    ['double', '1e400', 'Value 1e400 is out of range.'],
    ['double', '"NaN"', 'For input string: "NaN"'],
    ['float', '1e39', 'is out of range.'],
    ['boolean', '1', 'For input string: "1"'],
    ['decimal(5,2)', '1000', 'For input string: "1000"'],
    ['decimal(3,1)', '99.95', 'For input string: "99.95"'],
    ['decimal(5,2)', '1e999999', 'For input string'],
    ['date', '"2023-02-29"', 'For input string: "2023-02-29"'],
    ['date', '20230101', 'For input string: "20230101"'],
    ['timestamp', '"2026-05-21T14:00:00+00:00"', 'For input string'],
    ['timestamp', '"2026-9-7T12:00:02Z"', 'For input string'],
    ['timestamp', '"2026-05-21 24:00:00"', 'For input string'],
    ['string', '"\\ud800"', 'not Unicode'],
    ['struct<a:int>', '42', 'A struct cannot hold a single value.'],
    ['map<string,int>', '[["k",1]]', 'A map cannot hold an array.'],
    ['array<int>', '[1,"x"]', 'For input string: "x"'],
  ])('%s refuses %s', (type, json, message) => {
    const failure = failureOf(type, json);
    expect(failure.code).toBe('DataFormatConversion.MalformedData');
    expect(failure.message).toMatch(/^Data does not match the schema\. /);
    expect(failure.message).toContain(message);
  });
});

describe('a record', () => {
  const read = reader({ a: 'int', b: 'string' });

  it.each([
    ['', 'DataFormatConversion.MalformedData', 'The record was empty or contained only whitespace.'],
    [' \n', 'DataFormatConversion.MalformedData', 'The record was empty or contained only whitespace.'],
    ['17', 'DataFormatConversion.MalformedData', 'contained a primitive at the top level'],
    ['[{"a":1}]', 'DataFormatConversion.MalformedData', 'An array of JSON documents is not a valid input.'],
    ['this is no JSON', 'DataFormatConversion.ParseError', 'Encountered malformed JSON.'],
    ['{"a":1', 'DataFormatConversion.ParseError', 'Encountered malformed JSON.'],
    ['{"a":1}x', 'DataFormatConversion.ParseError', 'Encountered malformed JSON.'],
    ['{"a":1}{"a":}', 'DataFormatConversion.ParseError', 'Encountered malformed JSON.'],
    ['\ufeff{"a":1}', 'DataFormatConversion.ParseError', 'Encountered malformed JSON.'],
    [`{"b":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'DataFormatConversion.ParseError', 'malformed'],
  ])('like %.20j is refused', (record, code, message) => {
    expect(read(record)).toMatchObject({ ok: false, code, message: expect.stringContaining(message) });
  });

  it('that is not UTF-8 is refused rather than changed', () => {
    expect(read(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toMatchObject({
      code: 'DataFormatConversion.ParseError',
    });
  });

  it('of several documents gives a row of each, and none when one of them fails', () => {
    expect(read('{"a":1}{"a":2}\n {"b":"}{"}')).toEqual({
      ok: true,
      rows: [
        [1, null],
        [2, null],
        [null, '}{'],
      ],
    });
    expect(read('{"a":1}{"a":"x"}')).toMatchObject({ ok: false });
  });

  it('may hold what the table does not name, whatever it is called', () => {
    expect(read('{"a":1,"c":{},"__proto__":{"b":"x"},"constructor":2}')).toEqual({ ok: true, rows: [[1, null]] });
  });

  it('has its keys compared without case, or to the letter where that is asked for', () => {
    expect(read('{"A":1,"B":"x"}')).toEqual({ ok: true, rows: [[1, 'x']] });
    const exact = reader({ a: 'int', b: 'string' }, { caseInsensitive: false });
    expect(exact('{"A":1,"b":"x"}')).toEqual({ ok: true, rows: [[null, 'x']] });
  });

  it('has its keys renamed by ColumnToJsonKeyMappings, and their dots replaced where that is asked for', () => {
    const mapped = reader(
      { ts: 'int', a_b: 'int' },
      { keyOfColumn: new Map([['ts', 'TimeStamp']]), dotsToUnderscores: true },
    );
    expect(mapped('{"timestamp":1,"a.b":2}')).toEqual({ ok: true, rows: [[1, 2]] });
    expect(reader({ a_b: 'int' })('{"a.b":2}')).toEqual({ ok: true, rows: [[null]] });
  });
});
