import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Converted, createConvert } from '../../../../local/firehose/conversion/convert.ts';
import { type BufferedRecord, encodeFrame } from '../../../../local/firehose/conversion/frames.ts';
import { createParquetFiles, type ParquetFiles } from '../../../../local/firehose/conversion/parquet-files.ts';
import { deflateOffThread } from '../../../../local/firehose/object-body.ts';
import { createRandom } from '../../../../local/random.ts';
import { columns } from './fixture.ts';

const SEED = Number(process.env.CONVERSION_SEED ?? Date.now() % 1_000_000);
const TYPES = {
  text: 'string',
  small: 'int',
  large: 'bigint',
  real: 'double',
  exact: 'decimal(38,12)',
  yes: 'boolean',
  day: 'date',
  at: 'timestamp',
  list: 'array<bigint>',
  named: 'map<string,string>',
  within: 'struct<id:bigint,parts:array<string>>',
};

let directory: string;
let files: ParquetFiles;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'conversion-'));
  files = createParquetFiles(join(directory, 'it’s here'));
});
afterAll(async () => {
  await files.close();
  rmSync(directory, { recursive: true, force: true });
});

interface Outcome extends Converted {
  failed: { record: BufferedRecord; code: string }[];
}

async function convert(
  types: Record<string, string>,
  rows: (string | Buffer)[],
  compression = 'SNAPPY',
): Promise<Outcome> {
  const keys = { caseInsensitive: true, dotsToUnderscores: false, keyOfColumn: new Map<string, string>() };
  const table = { database: 'lake', name: 'rows', versionId: 'LATEST' };
  const configuration = { keys, compression: compression as 'SNAPPY', version: 'V1' as const, table };
  const frames = rows.map((row, at) =>
    encodeFrame({
      data: Buffer.from(row),
      sourceBytes: 7,
      arrivalMs: 1000 + at,
      sequenceNumber: String(at),
      subSequenceNumber: at,
    }),
  );
  const middle = Math.floor(frames.length / 2);
  const pieces = await Promise.all(
    [frames.slice(0, middle), frames.slice(middle)].map((half) => deflateOffThread(Buffer.concat(half))),
  );
  const failed: Outcome['failed'] = [];
  const converted = await createConvert(
    configuration,
    columns(types),
    files,
  )(pieces, (record, { code }) => failed.push({ record, code }));
  return { ...converted, failed };
}

/** What DuckDB reads in a Parquet file. */
async function query(object: Buffer | undefined, sql: string): Promise<DuckDBValue[][]> {
  const path = join(directory, 'read.parquet');
  writeFileSync(path, object!);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql.replace('FILE', `'${path}'`))).getRows();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

describe('the conversion of a buffer', () => {
  it(`gives back every value exactly (seed ${SEED})`, async () => {
    const random = createRandom(SEED);
    const expected = Array.from({ length: 5_000 }, () => randomRow(random));
    const { object, failed, records } = await convert(
      TYPES,
      expected.map(({ json }) => json),
    );
    expect(failed.map(({ record, code }) => `${code} ${record.data}`)).toEqual([]);
    expect(records).toBe(expected.length);
    const rows = await query(object, 'SELECT * FROM FILE');
    const shown = rows.map((row) => row.map((value) => (value === null ? null : String(value))));
    expect(shown).toEqual(expected.map(({ shown }) => shown));
  });

  it('sets what cannot be converted apart, and the sum is what came in', async () => {
    const rows = ['{"small":1}', '{"small":"abc"}', '{"small":2147483648}', 'no JSON', '{"small":2}\n', ''];
    const { object, failed, ...converted } = await convert({ small: 'int' }, rows);
    expect(await query(object, 'SELECT small FROM FILE')).toEqual([[1], [2]]);
    expect(
      failed.map(({ code, record }) => [code, record.data.toString(), record.arrivalMs, record.sequenceNumber]),
    ).toEqual([
      ['DataFormatConversion.MalformedData', '{"small":"abc"}', 1001, '1'],
      ['DataFormatConversion.MalformedData', '{"small":2147483648}', 1002, '2'],
      ['DataFormatConversion.ParseError', 'no JSON', 1003, '3'],
      ['DataFormatConversion.MalformedData', '', 1005, '5'],
    ]);
    expect(converted).toEqual({ records: 2, bytes: 23, sourceBytes: 14, oldestArrivalMs: 1000 });
  });

  it('gives no file where nothing could be converted', async () => {
    const { object, records, failed } = await convert({ small: 'int' }, ['x', 'y']);
    expect([object, records, failed.length]).toEqual([undefined, 0, 2]);
  });

  it.each(['SNAPPY', 'GZIP', 'UNCOMPRESSED'])(
    'compresses with %s, in the types of the columns',
    async (compression) => {
      const { object } = await convert(TYPES, ['{"text":"x"}'], compression);
      expect(object!.subarray(0, 4).toString()).toBe('PAR1');
      const codecs = await query(object, 'SELECT DISTINCT compression FROM parquet_metadata(FILE)');
      expect(codecs).toEqual([[compression]]);
      const types = await query(
        object,
        "SELECT name, type FROM parquet_schema(FILE) WHERE name IN ('small', 'large', 'exact')",
      );
      expect(types).toEqual([
        ['small', 'INT32'],
        ['large', 'INT64'],
        ['exact', 'FIXED_LEN_BYTE_ARRAY'],
      ]);
    },
  );

  it('runs one after another, and a failed one leaves nothing to the next', async () => {
    const shape = { columns: columns({ a: 'int' }), compression: 'SNAPPY', version: 'V1' } as const;
    const broken = files.write(shape, async (append) => {
      append([1]);
      throw new Error('cut short');
    });
    const next = convert({ a: 'int' }, ['{"a":2}']);
    await expect(broken).rejects.toThrow('cut short');
    expect(await query((await next).object, 'SELECT a FROM FILE')).toEqual([[2]]);
  });
});

const ALPHABET = ['a', 'é', '안', '🜁', '"', '\\', '\n', '\u0000', "'", ' '];

/** A row as JSON and what DuckDB shows of each of its values. */
function randomRow(random: () => number): { json: string; shown: (string | null)[] } {
  const upTo = (max: number): number => Math.floor(random() * (max + 1));
  const text = () => Array.from({ length: upTo(6) }, () => ALPHABET[upTo(ALPHABET.length - 1)]).join('');
  const digits = (length: number) =>
    Array.from({ length }, () => upTo(9))
      .join('')
      .replace(/^0+(?=\d)/, '');
  const sign = () => (random() < 0.5 ? '-' : '');
  const whole = (length: number) => `${sign()}${1 + upTo(8)}${digits(length)}`;
  const values: [json: string, shown: string][] = [
    ...[text()].map((value): [string, string] => [JSON.stringify(value), value]),
    ...[whole(upTo(8))].map((value): [string, string] => [value, value]),
    ...[whole(upTo(17))].map((value): [string, string] => [random() < 0.2 ? `"${value}"` : value, value]),
    ...[(random() - 0.5) * 10 ** upTo(20)].map((value): [string, string] => [String(value), String(value)]),
    ...[`${whole(upTo(24))}.${digits(12).padStart(12, '0')}`].map((value): [string, string] => [value, value]),
    ...[random() < 0.5].map((value): [string, string] => [String(value), String(value)]),
    ...[new Date(upTo(4e12)).toISOString().slice(0, 10)].map((value): [string, string] => [`"${value}"`, value]),
    ...[new Date(upTo(4e12)).toISOString()].map((value): [string, string] => [
      `"${value}"`,
      value.replace('T', ' ').replace(/(\.000)?Z$|0*Z$/, ''),
    ]),
  ];
  const list = Array.from({ length: upTo(4) }, () => whole(upTo(17)));
  const key = text().toLowerCase();
  const [id, part] = [whole(17), text()];
  const nested: [string, string][] = [
    [`[${list}]`, `[${list.join(', ')}]`],
    [`{${JSON.stringify(key)}:"x"}`, `{${sql(key)}: 'x'}`],
    [`{"id":${id},"parts":[${JSON.stringify(part)}]}`, `{'id': ${id}, 'parts': [${sql(part)}]}`],
  ];
  const names = Object.keys(TYPES);
  const row = [...values, ...nested].map((value) => (random() < 0.1 ? undefined : value));
  const members = row.flatMap((value, at) => (value ? [`"${names[at]!.toUpperCase()}":${value[0]}`] : []));
  return { json: `{${members.join(',')}}\n`, shown: row.map((value) => value?.[1] ?? null) };
}

const sql = (text: string): string => `'${text.replaceAll("'", "''")}'`;
