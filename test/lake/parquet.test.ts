import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { tableFromGlue } from '../../lake/catalog.ts';
import { glueTable, lakeOver, temporaryBucket } from './fixture.ts';

const PROJECTION = {
  'projection.enabled': 'true',
  'projection.country.type': 'enum',
  'projection.country.values': 'KR,DE,ZZ',
  'projection.day.type': 'date',
  'projection.day.format': 'yyyy-MM-dd',
  'projection.day.range': '2026-01-01,NOW+1DAYS',
};
const COLUMNS = [
  { Name: 'clientip', Type: 'string' },
  { Name: 'status', Type: 'int' },
  { Name: 'bytes', Type: 'bigint' },
  { Name: 'latitude', Type: 'double' },
];
const KEYS = [
  { Name: 'country', Type: 'string' },
  { Name: 'day', Type: 'string' },
];

/** A table of the shape that the access log's delivery stream writes, the parts of its storage as Athena's documents give them. */
function parquetTable(changes: { name?: string; columns?: unknown[]; parameters?: Record<string, string> } = {}) {
  const name = changes.name ?? 'access_log';
  const template = `${name}/country=\${country}/day=\${day}/`;
  const table = glueTable({
    name,
    columns: changes.columns ?? COLUMNS,
    keys: KEYS,
    template,
    parameters: {
      ...PROJECTION,
      'storage.location.template': `s3://lake/${template}`,
      classification: 'parquet',
      'parquet.compression': 'SNAPPY',
      ...changes.parameters,
    },
  });
  Object.assign(table.TableInput.StorageDescriptor, {
    Compressed: false,
    InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
    OutputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
    SerdeInfo: {
      SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
      Parameters: { 'serialization.format': '1' },
    },
  });
  return table;
}

/** Puts what a SELECT gives into the bucket as a Parquet file. */
async function putParquet(bucket: ReturnType<typeof temporaryBucket>, key: string, select: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const file = join(bucket.directory, '.made.parquet');
  await connection.run(`COPY (${select}) TO '${file.replaceAll("'", "''")}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  bucket.put(key, readFileSync(file));
}

const ROW =
  "SELECT '203.0.113.9' AS clientip, 200::INT AS status, 9007199254740993::BIGINT AS bytes, 37.5::DOUBLE AS latitude";

describe('a table of Parquet files', () => {
  it('is read by column name, 64-bit integers exactly, partition values from the key', async () => {
    const bucket = temporaryBucket();
    await putParquet(bucket, 'access_log/country=KR/day=2026-07-13/a.parquet', ROW);
    await putParquet(bucket, 'access_log/country=DE/day=2026-07-13/b.parquet', ROW.replace('200', '404'));
    const lake = await lakeOver(bucket.directory, [parquetTable()]);
    expect(await lake.rows('SELECT * FROM access_log WHERE status = 200')).toEqual([
      ['203.0.113.9', 200, 9_007_199_254_740_993n, 37.5, 'KR', '2026-07-13'],
    ]);
    expect(await lake.rows("SELECT status FROM access_log WHERE Country = 'DE'")).toEqual([[404]]);
  });

  it('shows only what its projections cover', async () => {
    const bucket = temporaryBucket();
    for (const folder of ['country=KR/day=2026-07-13', 'country=FR/day=2026-07-13', 'country=KR/day=2027-01-01']) {
      await putParquet(bucket, `access_log/${folder}/a.parquet`, ROW);
    }
    const lake = await lakeOver(bucket.directory, [parquetTable()]);
    expect(await lake.rows('SELECT country, day FROM access_log')).toEqual([['KR', '2026-07-13']]);
  });

  it('is joined with the same rows as lines of JSON, whose keys are spelt in any case', async () => {
    const bucket = temporaryBucket();
    await putParquet(bucket, 'access_log/country=KR/day=2026-07-13/a.parquet', ROW);
    bucket.putRows('access_log_csv/country=KR/day=2026-07-13/a.gz', [
      '{"ClientIP":"203.0.113.9","Status":200,"Bytes":1}',
    ]);
    const template = 'access_log_csv/country=${country}/day=${day}/';
    const json = glueTable({
      name: 'access_log_csv',
      columns: COLUMNS,
      keys: KEYS,
      template,
      parameters: { ...PROJECTION, 'storage.location.template': `s3://lake/${template}` },
    });
    const lake = await lakeOver(bucket.directory, [parquetTable(), json]);
    const sql =
      'SELECT p.bytes, j.bytes FROM access_log p JOIN access_log_csv j ON p.clientip = j.clientip AND p.day = j.day';
    expect(await lake.rows(sql)).toEqual([[9_007_199_254_740_993n, 1n]]);
  });

  it('refuses a query without an equality on an injected column, as Athena does', async () => {
    const bucket = temporaryBucket();
    await putParquet(bucket, 'access_log/country=XX/day=2026-07-13/a.parquet', ROW);
    const { 'projection.country.values': _, ...projection } = PROJECTION;
    const injected = parquetTable();
    Object.assign(injected.TableInput, {
      Parameters: {
        ...projection,
        'projection.country.type': 'injected',
        'storage.location.template': 's3://lake/access_log/country=${country}/day=${day}/',
        classification: 'parquet',
      },
    });
    const lake = await lakeOver(bucket.directory, [injected]);
    expect(await lake.rows("SELECT count(*) FROM access_log WHERE country = 'XX'")).toEqual([[1n]]);
    await expect(lake.query('SELECT count(*) FROM access_log')).rejects.toThrow('CONSTRAINT_VIOLATION');
  });

  it('has null where a file lacks a column, and reads narrower numbers', async () => {
    const bucket = temporaryBucket();
    await putParquet(bucket, 'access_log/country=KR/day=2026-07-13/a.parquet', ROW);
    await putParquet(bucket, 'access_log/country=KR/day=2026-07-14/b.parquet', 'SELECT 5::INT AS BYTES, true AS extra');
    const lake = await lakeOver(bucket.directory, [parquetTable()]);
    expect(await lake.rows('SELECT status, bytes FROM access_log ORDER BY day')).toEqual([
      [200, 9_007_199_254_740_993n],
      [null, 5n],
    ]);
  });

  it.each([
    ['narrow first', 'a', 'b'],
    ['wide first', 'b', 'a'],
  ])('reads what was written before a column was widened beside what came after, %s', async (_, before, after) => {
    const bucket = temporaryBucket();
    const folder = 'access_log/country=KR/day=2026-07-13';
    const widened = 'SELECT 5::INT AS bytes, 1::SMALLINT AS status, 1.5::FLOAT AS latitude';
    await putParquet(bucket, `${folder}/${before}.parquet`, widened);
    const since = 'SELECT 5000000000::BIGINT AS bytes, 70000::INT AS status, 0.1::DOUBLE AS latitude';
    await putParquet(bucket, `${folder}/${after}.parquet`, since);
    const lake = await lakeOver(bucket.directory, [parquetTable()]);
    expect(await lake.rows('SELECT bytes, status, latitude FROM access_log ORDER BY bytes')).toEqual([
      [5n, 1, 1.5],
      [5_000_000_000n, 70_000, 0.1],
    ]);
    expect(await lake.rows("SELECT sum(bytes) FROM access_log WHERE bytes > 5 AND country = 'KR'")).toEqual([
      [5_000_000_000n],
    ]);
  });

  it('does not read a narrower type without partitions, as Athena documents', async () => {
    const bucket = temporaryBucket();
    const table = parquetTable();
    Object.assign(table.TableInput, { PartitionKeys: [], Parameters: { classification: 'parquet' } });
    table.TableInput.StorageDescriptor.Location = 's3://lake/access_log/';
    await putParquet(bucket, 'access_log/a.parquet', ROW);
    const lake = await lakeOver(bucket.directory, [table]);
    expect(await lake.rows('SELECT count(*) FROM access_log')).toEqual([[1n]]);
    await putParquet(bucket, 'access_log/b.parquet', 'SELECT 5::INT AS bytes');
    await expect(lake.query('SELECT * FROM access_log')).rejects.toThrow(/HIVE_BAD_DATA.*bytes's type INTEGER/);
  });

  it.each([
    ["SELECT '200' AS status", /HIVE_BAD_DATA.*status's type VARCHAR .* incompatible with type integer/],
    ['SELECT 200::BIGINT AS status', /HIVE_BAD_DATA.*status's type BIGINT/],
  ])('fails on a file whose types are others, such as %s', async (select, message) => {
    const bucket = temporaryBucket();
    await putParquet(bucket, 'access_log/country=KR/day=2026-07-13/a.parquet', select);
    const lake = await lakeOver(bucket.directory, [parquetTable()]);
    await expect(lake.query('SELECT * FROM access_log')).rejects.toThrow(message);
  });

  it('fails on a file that is no Parquet, unless its projections leave it out', async () => {
    const bucket = temporaryBucket();
    await putParquet(bucket, 'access_log/country=KR/day=2026-07-13/a.parquet', ROW);
    bucket.putRows('access_log/country=FR/day=2026-07-13/b.gz', ['{"status":200}']);
    const lake = await lakeOver(bucket.directory, [parquetTable()]);
    expect(await lake.rows('SELECT count(*) FROM access_log')).toEqual([[1n]]);
    bucket.putRows('access_log/country=DE/day=2026-07-13/b.gz', ['{"status":200}']);
    await expect(lake.query('SELECT * FROM access_log')).rejects.toThrow(
      /HIVE_CANNOT_OPEN_SPLIT: access_log\/country=DE/,
    );
  });

  it.each([
    [{ classification: 'json' }, /classification is json/],
    [{ 'parquet.column.index.access': 'true' }, /parquet\.column\.index\.access is not honoured/],
  ])('is refused with the parameters %j', (parameters, message) => {
    expect(() => tableFromGlue(parquetTable({ parameters: parameters as Record<string, string> }))).toThrow(message);
  });

  it('is refused with the input format of text', () => {
    const table = parquetTable();
    table.TableInput.StorageDescriptor.InputFormat = 'org.apache.hadoop.mapred.TextInputFormat';
    expect(() => tableFromGlue(table)).toThrow(/does not belong to the SerDe/);
  });
});
