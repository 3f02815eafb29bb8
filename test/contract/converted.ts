import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataFormatConversionConfiguration, ParquetSerDe } from '@aws-sdk/client-firehose';
import { DuckDBInstance } from '@duckdb/node-api';
import { type TestDeliveryStream, withDeliveryStream } from './delivery-stream.ts';
import { notSeen, type Row } from './row.ts';
import type { Target } from './target.ts';

/** What is not converted by that target lacks the table. */
const NO_TABLE = notSeen('needs a Glue table: CONTRACT_GLUE_TABLE');

/** The row, not seen on a target that has no Glue table to convert by. */
export const onTable = (row: Row): Row => ({
  ...row,
  check: async (target) => (target.conversionTable ? row.check(target) : NO_TABLE),
});

/** Conversion to Parquet by the columns of `conversion-table.ts`. */
export const toParquet = (target: Target, parquet: ParquetSerDe = {}): DataFormatConversionConfiguration => ({
  Enabled: true,
  InputFormatConfiguration: { Deserializer: { OpenXJsonSerDe: {} } },
  OutputFormatConfiguration: { Serializer: { ParquetSerDe: parquet } },
  SchemaConfiguration: {
    RoleARN: target.roleArn,
    Region: target.config.region,
    DatabaseName: 'contract',
    TableName: 'conversion',
    ...target.conversionTable,
  },
});

/** The least that AWS allows with conversion. */
export const CONVERTING_BUFFER = { SizeInMBs: 64, IntervalInSeconds: 60 };

/** Makes a delivery stream that converts, for the length of `use`. */
export async function withConversion<Result>(
  target: Target,
  use: (stream: TestDeliveryStream) => Promise<Result>,
  options: { parquet?: ParquetSerDe; lambda?: Record<string, string>; fileExtension?: string } = {},
): Promise<Result> {
  const { parquet, lambda, fileExtension } = options;
  const destination = {
    DataFormatConversionConfiguration: toParquet(target, parquet),
    BufferingHints: CONVERTING_BUFFER,
    ...(fileExtension && { FileExtension: fileExtension }),
  };
  return withDeliveryStream(target, { destination, ...(lambda && { lambda }) }, use);
}

/** What a Parquet file answers to a query on `FILE`, values as JSON shows them. */
export async function queryParquet(stored: Buffer, sql: string): Promise<unknown[][]> {
  const directory = mkdtempSync(join(tmpdir(), 'contract-parquet-'));
  const file = join(directory, 'object.parquet');
  writeFileSync(file, stored);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql.replace('FILE', `'${file}'`))).getRowsJson() as unknown[][];
  } finally {
    connection.closeSync();
    instance.closeSync();
    rmSync(directory, { recursive: true, force: true });
  }
}
