import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { tableFromGlue } from '../../lake/catalog.ts';
import { openLake } from '../../lake/database.ts';
import { nullable, optional } from '../../shared/absent-attributes.ts';
import { oneOf, text, wholeNumber } from '../../shared/attributes.ts';
import { type Attributes, defineDataset } from '../../shared/dataset.ts';
import { datasetMistakes } from '../../shared/dataset-check.ts';
import { decimal, double, number } from '../../shared/number-attributes.ts';
import { binary, boolean, json, setOf } from '../../shared/other-attributes.ts';
import { createRecordCodec } from '../../shared/record-codec.ts';
import { chatChange, toBase64 } from '../support/change-records.ts';

const attributes: Attributes = {
  Id: text(z.minLength(1)),
  At: wholeNumber(9_223_372_036_854_775_807n),
  Kind: optional(oneOf('a', 'b')),
  Text: optional(text(z.maxLength(400_000))),
  Number: optional(number()),
  Decimal: optional(decimal(38, 18)),
  Double: optional(double()),
  Binary: optional(binary()),
  Flag: optional(boolean()),
  Nothing: optional(nullable(text())),
  Texts: optional(setOf(text(z.maxLength(3)))),
  Numbers: optional(setOf(number())),
  Decimals: optional(setOf(decimal(5, 2))),
  Doubles: optional(setOf(double())),
  Binaries: optional(setOf(binary())),
  Any: optional(json()),
  constructor: optional(text()),
  ['__proto__']: optional(json()),
};

const everyType = defineDataset({ name: 'every-type', attributes, keys: ['Id', 'At'], partitionKeys: ['Id'] });
const decode = createRecordCodec(everyType, ['Id']);
const keys = { Id: { S: 'x' }, At: { N: '1' } };

/** JSON by hand, so that names such as `__proto__` are what they are in the record. */
const recordOf = (item: string) =>
  toBase64(JSON.stringify(chatChange({ dynamodb: { NewImage: '#' } })).replace('"#"', () => item));
const codecOf = (values: Record<string, unknown>) => decode(recordOf(JSON.stringify({ ...keys, ...values })));

function rowOf(outcome: ReturnType<typeof decode>): string {
  if (outcome.result !== 'Ok') throw new Error(JSON.stringify(outcome));
  return Buffer.from(outcome.data, 'base64').toString();
}

const directory = mkdtempSync(join(tmpdir(), 'tributary-every-type-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** Rows as SQL finds them, by the columns of the Glue table. */
async function query(rows: string[], columns: string): Promise<unknown[][]> {
  mkdirSync(join(directory, 'lake/rows'), { recursive: true });
  writeFileSync(join(directory, 'lake/rows/object'), rows.join(''));
  const table = tableFromGlue({
    DatabaseName: 'tributary',
    TableInput: {
      Name: 'every_type',
      StorageDescriptor: {
        Columns: everyType.columns.map(({ name, glueType }) => ({ Name: name.toLowerCase(), Type: glueType })),
        Location: 's3://lake/rows/',
        InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
        SerdeInfo: { SerializationLibrary: 'org.apache.hive.hcatalog.data.JsonSerDe' },
      },
    },
  });
  const lake = await openLake({ tables: [table], bucketDirectory: (name) => join(directory, name), now: Date.now });
  try {
    return (await lake.query(`select ${columns} from every_type`)).rows;
  } finally {
    await lake.close();
  }
}

const digits38 = '12345678901234567890123456789012345678';
const decimal38 = '-12345678901234567890.123456789012345678';

const whole: Record<string, unknown> = {
  Kind: { S: 'a' },
  Text: { S: '민지 👋 "\\\n\u0001' },
  Number: { N: digits38 },
  Decimal: { N: decimal38 },
  Double: { N: '1E+125' },
  Binary: { B: 'AP8=' },
  Flag: { BOOL: false },
  Nothing: { NULL: true },
  Texts: { SS: ['b', '', '👋'] },
  Numbers: { NS: ['2', digits38, '-0'] },
  Decimals: { NS: ['1.5', '-100'] },
  Doubles: { NS: ['1E-130', '-2'] },
  Binaries: { BS: ['AA==', ''] },
  Any: { M: { 'ü "x"': { L: [{ N: digits38 }, { NULL: true }, { SS: ['s'] }, { BOOL: true }, { B: 'AA==' }] } } },
};

describe('a dataset of every type', () => {
  it('has no mistakes, and the columns of its types', () => {
    expect(datasetMistakes(everyType)).toEqual([]);
    expect(everyType.columns.map(({ glueType }) => glueType)).toEqual([
      ...['string', 'bigint', 'string', 'string', 'string', 'decimal(38,18)', 'double', 'string', 'boolean', 'string'],
      ...['array<string>', 'array<string>', 'array<decimal(5,2)>', 'array<double>', 'array<string>', 'string'],
      ...['string', 'string', 'string', 'string', 'string'],
    ]);
  });

  it.each(['as it is', 'with its characters escaped'])('is read back exactly by SQL: a record %s', async (how) => {
    const item = JSON.stringify({ ...keys, ...whole });
    const escaped = item.replace(/[^ -~]/gu, (each) => JSON.stringify(each).slice(1, -1)).replace('민', '\\ubbfc');
    const row = rowOf(decode(recordOf(how === 'as it is' ? item : escaped)));
    const columns = `text, number, decimal::varchar, "double", "binary", flag, nothing, texts, numbers, decimals::varchar, doubles::varchar, binaries,
      "any", json_extract_string("any", '$."ü \\"x\\""[0]'), "constructor", kind`;
    expect(await query([row], columns)).toEqual([
      [
        '민지 👋 "\\\n\u0001',
        digits38,
        decimal38,
        1e125,
        'AP8=',
        false,
        null,
        ['b', '', '👋'],
        ['2', digits38, '-0'],
        '[1.50, -100.00]',
        '[1e-130, -2.0]',
        ['AA==', ''],
        `{"ü \\"x\\"":[${digits38},null,["s"],true,"AA=="]}`,
        digits38,
        null,
        'a',
      ],
    ]);
  });

  it('has null for what is absent, also where a name means something to JavaScript', async () => {
    const row = rowOf(codecOf({}));
    expect(row).toContain('"Any":null,"constructor":null,"__proto__":null,"EventID"');
    expect(await query([row], 'kind, number, "any", texts, "constructor", __proto__')).toEqual([
      [null, null, null, null, null, null],
    ]);
  });

  it('takes attributes of such names, and such names in maps', async () => {
    const inner = '{"M":{"__proto__":{"S":"p"},"constructor":{"N":"1E+125"}}}';
    const row = rowOf(decode(recordOf(`{"Id":{"S":"x"},"At":{"N":"1"},"__proto__":${inner},"constructor":{"S":"c"}}`)));
    expect(await query([row], '"constructor", __proto__')).toEqual([['c', '{"__proto__":"p","constructor":1E+125}']]);
    expect({}).not.toHaveProperty('M');
  });

  it('writes a tombstone of its keys', () => {
    const record = chatChange({ envelope: { eventName: 'REMOVE' }, dynamodb: { Keys: keys } });
    expect(rowOf(decode(toBase64(record)))).toMatch(/^\{"Id":"x","At":1,"EventID":/);
  });

  it.each<[string, unknown, string]>([
    ['Number', { N: '-0' }, '"-0"'],
    ['Number', { N: '1E+125' }, '"1E+125"'],
    ['Number', { N: '1E-130' }, '"1E-130"'],
    ['Decimal', { N: '-0' }, '"0"'],
    ['Decimal', { N: '1E+3' }, '"1000"'],
    ['Decimal', { N: '1E-18' }, '"0.000000000000000001"'],
    ['Double', { N: '-0' }, '-0'],
    ['Double', { N: digits38 }, digits38],
    ['Binary', { B: '' }, '""'],
    ['Text', { S: '' }, '""'],
    ['Nothing', { S: '' }, '""'],
    ['Texts', { SS: [] }, '[]'],
    ['Any', { NULL: true }, '"null"'],
    ['Any', { M: {} }, '"{}"'],
    ['Any', { L: [] }, '"[]"'],
    ['Any', { NS: [] }, '"[]"'],
    ['Any', { S: '\\ud83d' }, JSON.stringify('"\\\\ud83d"')],
    ['Any', { N: digits38 }, `"${digits38}"`],
  ])('writes %s %j as %s, and SQL reads it', async (name, value, expected) => {
    const row = rowOf(codecOf({ [name]: value }));
    expect(row).toContain(`"${name}":${expected},`);
    expect(await query([row], `"${name}" is null`)).toEqual([[false]]);
  });

  it.each<[string, unknown]>([
    ['Number', { N: `${digits38}9` }],
    ['Number', { N: '1E+126' }],
    ['Number', { N: 'NaN' }],
    ['Number', { N: '' }],
    ['Number', { S: '1' }],
    ['Decimal', { N: '1E-19' }],
    ['Decimal', { N: '1E+20' }],
    ['Double', { N: '1E+400' }],
    ['Double', { N: `0.${'0'.repeat(2_000)}` }],
    ['Binary', { B: 'AP8' }],
    ['Binary', { B: 'AP9=' }],
    ['Binary', { B: 'A P8=' }],
    ['Flag', { BOOL: 'true' }],
    ['Flag', { BOOL: null }],
    ['Flag', { BOOL: true, S: 'x' }],
    ['Nothing', { NULL: false }],
    ['Nothing', { S: null }],
    ['Kind', { S: 'c' }],
    ['Kind', { NULL: true }],
    ['Kind', null],
    ['Texts', { SS: ['\ud83d'] }],
    ['Texts', { SS: ['long'] }],
    ['Texts', { SS: [1] }],
    ['Texts', { SS: 'x' }],
    ['Texts', { NS: ['1'] }],
    ['Numbers', { NS: ['one'] }],
    ['Decimals', { NS: ['1.234'] }],
    ['Any', { S: '\ud83d' }],
    ['Any', { S: '\\\ud83d' }],
    ['Any', { M: { '\udc00': { S: '' } } }],
    ['Any', { L: [{ M: { a: { SS: ['ok', '\ud83d'] } } }] }],
    ['Any', { M: { a: 'bare' } }],
    ['Any', { M: {}, L: [] }],
    ['Any', { N: '01' }],
    ['Any', 'bare'],
  ])('refuses %s %j by its name', (name, value) => {
    expect(codecOf({ [name]: value })).toEqual({ result: 'ProcessingFailed', reason: 'SchemaViolation', path: name });
  });

  it('judges the text that the members of a set stand for, whichever way a record is parsed', () => {
    expect(codecOf({ Texts: { SS: ['민민민'] } })).toMatchObject({ result: 'Ok' });
    expect(decode(recordOf('{"Id":{"S":"x"},"At":{"N":"1"},"Texts":{"SS":["\\ubbfc민민민"]}}'))).toMatchObject({
      path: 'Texts',
    });
  });

  it.each([7_000, 300_000])('refuses a document of %d levels alone', (levels) => {
    const deep = `${'{"L":['.repeat(levels)}${']}'.repeat(levels)}`;
    expect(decode(recordOf(`{"Id":{"S":"x"},"At":{"N":"1"},"Any":${deep}}`))).toMatchObject({ path: 'Any' });
  });

  it('takes the 32 levels that DynamoDB takes', async () => {
    const deep = `${'{"L":['.repeat(32)}${']}'.repeat(32)}`;
    const row = rowOf(decode(recordOf(`{"Id":{"S":"x"},"At":{"N":"1"},"Any":${deep}}`)));
    expect(await query([row], '"any"')).toEqual([[`${'['.repeat(32)}${']'.repeat(32)}`]]);
  });

  it.each([
    ['text', { Text: { S: 'x'.repeat(400_000) } }],
    ['binary', { Binary: { B: Buffer.alloc(400_000, 7).toString('base64') } }],
    ['a document of characters that are escaped twice', { Any: { M: { a: { S: '"\u0001'.repeat(200_000) } } } }],
    ['a set', { Texts: { SS: Array.from({ length: 100_000 }, (_, at) => at.toString(36).slice(-3)) } }],
    ['a list', { Any: { L: Array.from({ length: 40_000 }, () => ({ N: '1E+125' })) } }],
  ])('carries an item of 400 KB: %s', async (_, values) => {
    const row = rowOf(codecOf(values));
    const [name = ''] = Object.keys(values);
    expect(row.length).toBeLessThan(4_500_000);
    expect(await query([row], `"${name}" is null`)).toEqual([[false]]);
  });

  it('makes no row that would abort a query, whatever it is given (seed 4)', async () => {
    const textLike = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\ud83d', '\\ud83d', '\u0000', '\ufffe', '1E+3', '-0', '01', digits38, '1e400', 'AA==', 'null'),
    );
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 3 },
        fc.record({ S: textLike }),
        fc.record({ N: textLike }),
        fc.record({ B: textLike }),
        fc.record({ BOOL: fc.oneof(fc.boolean(), textLike) }),
        fc.record({ NULL: fc.boolean() }),
        fc.record({ SS: fc.array(textLike) }),
        fc.record({ NS: fc.array(textLike) }),
        fc.record({ BS: fc.array(textLike) }),
        fc.record({ L: fc.array(tie('any')) }),
        fc.record({ M: fc.dictionary(textLike, tie('any')) }),
        fc.anything(),
      ),
    })).any;
    const rows: string[] = [];
    const names = Object.keys(attributes).slice(2);
    fc.assert(
      fc.property(fc.constantFrom(...names), value, (name, given) => {
        const json = JSON.stringify(given) ?? 'null';
        const outcome = decode(recordOf(`{"Id":{"S":"x"},"At":{"N":"1"},${JSON.stringify(name)}:${json}}`));
        if (outcome.result === 'Ok') rows.push(rowOf(outcome));
        else expect(outcome).toEqual({ result: 'ProcessingFailed', reason: 'SchemaViolation', path: name });
      }),
      { seed: 4, numRuns: 3_000 },
    );
    expect(rows.length).toBeGreaterThan(200);
    const documents = `sum(length(coalesce("any", '')) + length(coalesce(__proto__, '')))`;
    const parsed = `count(json("any")) + count(json(__proto__))`;
    const [[count]] = (await query(rows, `count(*), ${documents}, ${parsed}, max(texts), max(decimals)`)) as [[bigint]];
    expect(Number(count)).toBe(rows.length);
  });
});
