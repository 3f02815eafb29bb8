import { describe, expect, it } from 'vitest';
import { tableFromGlue } from '../../lake/catalog.ts';
import { byLivestream, byTime, glueTable } from './fixture.ts';

const day = (iso: string) => Date.parse(`${iso}T12:00:00Z`);

/** Whether a column with these `projection.v.*` parameters has a value, at noon of a day. */
function covers(parameters: Record<string, string>, value: string, now = day('2026-07-13')): boolean {
  const all = Object.fromEntries(Object.entries(parameters).map(([name, text]) => [`projection.v.${name}`, text]));
  const table = tableFromGlue(
    glueTable({
      name: 't',
      keys: [{ Name: 'v', Type: 'string' }],
      parameters: { 'projection.enabled': 'true', ...all },
      template: 't/',
    }),
  );
  return table.partitions[0]!.projection.covers(value, now);
}

describe('a Glue table', () => {
  it('gives columns in lower case, partition keys, and the place of its objects', () => {
    const table = tableFromGlue(
      glueTable({ name: 'T', columns: [{ Name: 'UID', Type: 'bigint', Comment: 'x' }], template: 'a/b/' }),
    );
    expect(table).toMatchObject({
      database: 'tributary_dev',
      name: 't',
      columns: [{ name: 'uid', type: 'BIGINT' }],
      partitions: [],
    });
    expect(table.location).toMatchObject({ bucket: 'lake', source: '^a\\/b\\/' });
  });

  it('narrows the prefix as far as the values of a query are known', () => {
    const { location } = tableFromGlue(byLivestream);
    expect(location.prefixes(new Map())).toEqual(['chat/by-livestream/LivestreamID=']);
    expect(location.prefixes(new Map([['livestreamid', new Set(['a', 'b'])]]))).toEqual([
      'chat/by-livestream/LivestreamID=a/',
      'chat/by-livestream/LivestreamID=b/',
    ]);
    expect(tableFromGlue(byTime).location.prefixes(new Map())).toEqual(['chat/by-time/']);
  });

  it.each([
    [
      {
        TableInput: {
          StorageDescriptor: { SerdeInfo: { SerializationLibrary: 'org.openx.data.jsonserde.JsonSerDe' } },
        },
      },
      /SerializationLibrary/,
    ],
    [
      { TableInput: { StorageDescriptor: { SerdeInfo: { Parameters: { 'timestamp.formats': 'x' } } } } },
      /timestamp\.formats/,
    ],
    [
      {
        TableInput: {
          StorageDescriptor: { InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat' },
        },
      },
      /InputFormat/,
    ],
    [{ TableInput: { StorageDescriptor: { BucketColumns: ['a'] } } }, /BucketColumns/],
    [
      { TableInput: { StorageDescriptor: { Columns: [{ Name: 'a', Type: 'struct<b:int>' }] } } },
      /struct<b:int> is not honoured/,
    ],
    [{ TableInput: { StorageDescriptor: { Columns: [{ Name: 'hour', Type: 'string' }] } } }, /names hour twice/],
    [
      { TableInput: { StorageDescriptor: { Location: '/tmp' }, Parameters: { 'storage.location.template': '' } } },
      /s3:\/\/bucket/,
    ],
    [{ TableInput: { Parameters: { 'skip.header.line.count': '1' } } }, /skip\.header\.line\.count is not honoured/],
    [{ TableInput: { Parameters: { 'projection.hours.type': 'date' } } }, /projection\.hours\.type is not honoured/],
    [{ TableInput: { Parameters: { 'projection.hour.digits': '2' } } }, /means nothing for a column of type date/],
    [
      { TableInput: { Parameters: { 'storage.location.template': 's3://lake/x/' } } },
      /must name \$\{hour\} exactly once/,
    ],
    [
      { TableInput: { Parameters: { 'storage.location.template': 's3://lake/${hour}/${day}/' } } },
      /no partition column/,
    ],
    [{ TableInput: { TableType: 'VIRTUAL_VIEW' } }, /TableType/],
  ])('is refused with %j, by name', (change, message) => {
    expect(() => tableFromGlue(merge(byTime, change))).toThrow(message);
    expect(() => tableFromGlue(merge(byTime, change))).toThrow(/chat_by_time/);
  });
});

describe('projection', () => {
  const hours = {
    type: 'date',
    format: 'yyyy/MM/dd/HH',
    range: '2026/01/01/00,NOW+1DAYS',
    interval: '1',
    'interval.unit': 'HOURS',
  };
  const daysApart = {
    type: 'date',
    format: 'yyyy-MM-dd',
    range: '2026-01-01,2026-01-10',
    interval: '3',
    'interval.unit': 'DAYS',
  };
  const months = { type: ' DATE ', format: 'yyyyMM', range: '202601,NOW' };
  it.each([
    [hours, '2026/01/01/00', true],
    [hours, '2025/12/31/23', false],
    [hours, '2026/07/14/12', true],
    [hours, '2026/07/14/13', false],
    [hours, '2026/02/30/00', false],
    [hours, '2026/1/1/0', false],
    [hours, '../../etc', false],
    [daysApart, '2026-01-04', true],
    [daysApart, '2026-01-05', false],
    [daysApart, '2026-01-10', true],
    [daysApart, '2026-01-11', false],
    [months, '202607', true],
    [months, '202608', false],
    [{ ...months, range: 'NOW-1YEAR , NOW' }, '202507', true],
    [{ ...months, range: 'NOW-1YEAR , NOW' }, '202506', false],
    [{ ...months, interval: '2', 'interval.unit': 'months' }, '202603', true],
    [{ ...months, interval: '2', 'interval.unit': 'months' }, '202604', false],
    [{ type: 'date', format: "yyyy'T'MM", range: '2026T01,NOW' }, '2026T05', true],
    [{ type: 'integer', range: '1,10' }, '10', true],
    [{ type: 'integer', range: '1,10' }, '11', false],
    [{ type: 'integer', range: '1,10' }, '01', false],
    [{ type: 'integer', range: '1,10', digits: '2' }, '01', true],
    [{ type: 'integer', range: '1,10', interval: '3' }, '4', true],
    [{ type: 'integer', range: '1,10', interval: '3' }, '5', false],
    [{ type: 'integer', range: '-9223372036854775808,9223372036854775807' }, '9223372036854775807', true],
    [{ type: 'enum', values: 'A,B, C' }, ' C', true],
    [{ type: 'enum', values: 'A,B, C' }, 'C', false],
    [{ type: 'injected' }, 'anything', true],
  ])('%j and %s: %s', (parameters, value, expected) => {
    expect(covers(parameters as unknown as Record<string, string>, value)).toBe(expected);
  });

  it('keeps the day of a month that is shorter', () => {
    const parameters = { type: 'date', format: 'yyyy-MM-dd', range: 'NOW-1MONTH,NOW' };
    expect(covers(parameters, '2026-02-28', day('2026-03-31'))).toBe(true);
    expect(covers(parameters, '2026-02-27', day('2026-03-31'))).toBe(false);
  });

  it.each([
    [{ type: 'date', format: 'yyyy/MM/dd/HH', range: '2026/01/01/00,NOW' }, /interval/],
    [{ type: 'date', format: 'yyyy-MM-dd', range: 'yesterday,NOW' }, /neither NOW nor a date/],
    [{ type: 'date', format: 'yyyy-MM-dd', range: 'NOW' }, /two dates/],
    [{ type: 'date', format: 'EEE', range: 'NOW,NOW' }, /EEE, which is not honoured/],
    [{ type: 'date', format: 'yyyy-MM-dd', range: 'NOW,NOW', interval: '1', 'interval.unit': 'AGES' }, /AGES/],
    [{ type: 'integer', range: '1' }, /two integers/],
    [{ type: 'integer', range: '1,2', interval: '0' }, /positive/],
    [{ type: 'enum' }, /lacks the table parameter projection\.v\.values/],
    [{ type: 'guess' }, /Athena knows/],
    [{}, /projection\.v\.type/],
  ])('refuses %j', (parameters, message) => {
    expect(() => covers(parameters as unknown as Record<string, string>, 'x')).toThrow(message);
  });
});

function merge(base: unknown, change: unknown): unknown {
  if (typeof change !== 'object' || change === null || Array.isArray(change)) return change;
  const merged: Record<string, unknown> = { ...(base as Record<string, unknown>) };
  for (const [name, value] of Object.entries(change)) merged[name] = merge(merged[name], value);
  return merged;
}
