import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { tableFromGlue } from '../../../../lake/catalog.ts';
import { openLake } from '../../../../lake/database.ts';
import { createSystemClock } from '../../../../local/clock.ts';
import type { MetricDatum } from '../../../../local/cloudwatch/types.ts';
import { createFirehose, type Firehose } from '../../../../local/firehose/service.ts';
import { tablesOf } from '../../../../local/glue/tables.ts';
import { createRandom } from '../../../../local/random.ts';
import { createS3, type S3 } from '../../../../local/s3/service.ts';
import { glueTable } from '../../../lake/fixture.ts';
import { answer, kinesisToS3, lambdaProcessor, type TransformEvent } from '../engine.ts';
import { conversionOf } from './fixture.ts';

const PLACE = { region: 'us-east-1', accountId: '000000000000' };
const TEMPLATE = 'log/country=${country}/day=${day}/';

/** As the access log's table is made, with fewer columns. */
const TABLE = glueTable({
  name: 'log',
  columns: [
    { Name: 'clientip', Type: 'string' },
    { Name: 'status', Type: 'int' },
    { Name: 'bytes', Type: 'bigint' },
  ],
  keys: [
    { Name: 'country', Type: 'string' },
    { Name: 'day', Type: 'string' },
  ],
  template: TEMPLATE,
  parameters: {
    'projection.enabled': 'true',
    'projection.country.type': 'enum',
    'projection.country.values': 'KR,DE,ZZ',
    'projection.day.type': 'date',
    'projection.day.format': 'yyyy-MM-dd',
    'projection.day.range': '2026-01-01,NOW+1DAYS',
    'storage.location.template': `s3://lake/${TEMPLATE}`,
    classification: 'parquet',
  },
});
Object.assign(TABLE.TableInput.StorageDescriptor, {
  InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
  SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
});

/** Direct PUT, RecordDeAggregation, Lambda, dynamic partitioning and conversion together. */
function accessLog(): Record<string, unknown> {
  const { KinesisStreamSourceConfiguration, DeliveryStreamType, ...rest } = kinesisToS3({
    Prefix: 'log/country=!{partitionKeyFromLambda:country}/day=!{partitionKeyFromLambda:day}/',
    ErrorOutputPrefix: 'errors/log/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/',
    CompressionFormat: 'UNCOMPRESSED',
    DynamicPartitioningConfiguration: { Enabled: true },
    ProcessingConfiguration: {
      Enabled: true,
      Processors: [
        {
          Type: 'RecordDeAggregation',
          Parameters: [
            { ParameterName: 'SubRecordType', ParameterValue: 'DELIMITED' },
            { ParameterName: 'Delimiter', ParameterValue: Buffer.from('\n').toString('base64') },
          ],
        },
        lambdaProcessor({ BufferSizeInMBs: '1', BufferIntervalInSeconds: '0' }),
      ],
    },
    ...conversionOf({ openX: { CaseInsensitive: true }, schema: { DatabaseName: 'tributary_dev', TableName: 'log' } }),
  });
  return { ...rest, DeliveryStreamName: 'log', DeliveryStreamType: 'DirectPut' };
}

/** Takes lines `<address> <status> <bytes> <country>`; of other ones it says nothing good. */
async function transform(payload: string) {
  const records = (JSON.parse(payload) as TransformEvent).records.map(({ recordId, data }) => {
    const line = Buffer.from(data, 'base64').toString();
    if (line === 'private') return { recordId, result: 'Dropped' };
    const [ClientIP, status, bytes, country] = line.split(' ');
    if (!country) return { recordId, result: 'ProcessingFailed' };
    const row = `{"ClientIP":"${ClientIP}","Status":${status},"Bytes":${bytes},"Country":"${country}"}\n`;
    const metadata = { partitionKeys: { country, day: '2026-11-20' } };
    return { recordId, result: 'Ok', data: Buffer.from(row).toString('base64'), metadata };
  });
  return answer({ records });
}

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Stack {
  firehose: Firehose;
  s3: S3;
  metrics: MetricDatum[];
  warnings: string[];
}

async function startStack(directory: string, tables: unknown[] = [TABLE]): Promise<Stack> {
  const clock = createSystemClock({ accelerate: 600 });
  const metrics: MetricDatum[] = [];
  const warnings: string[] = [];
  const s3 = createS3({ directory: join(directory, 's3'), clock, region: PLACE.region });
  await s3.createBucket('lake');
  const unused = () => {
    throw new Error('There is no Kinesis stream here.');
  };
  const firehose = createFirehose({
    directory: join(directory, 'firehose'),
    clock,
    random: createRandom(1),
    ...PLACE,
    streams: { shards: unused, latest: unused, read: unused, onChange: unused, put: unused },
    functions: { invoke: (_name, payload) => transform(String(payload)) },
    buckets: s3.buckets,
    tables: tablesOf(
      tables.map((properties) => ({
        type: 'AWS::Glue::Table',
        properties: properties as object as Record<string, unknown>,
      })),
    ),
    metrics: { put: (datum: MetricDatum) => void metrics.push(datum) },
    log: (message) => warnings.push(message),
  });
  cleanups.push(async () => {
    await firehose.close();
    s3.close();
  });
  return { firehose, s3, metrics, warnings };
}

function makeDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'firehose-parquet-'));
  cleanups.push(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

async function call(firehose: Firehose, operation: string, input: unknown) {
  const { status, body } = await firehose.handle({
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: { 'x-amz-target': `Firehose_20150804.${operation}` },
    body: Buffer.from(JSON.stringify(input)),
  });
  return { status, body: JSON.parse(String(body)) };
}

const put = (firehose: Firehose, ...records: string[]) =>
  call(firehose, 'PutRecordBatch', {
    DeliveryStreamName: 'log',
    Records: records.map((record) => ({ Data: Buffer.from(record).toString('base64') })),
  });

function until(firehose: Firehose, isEnough: (status: ReturnType<Firehose['status']>) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (!isEnough(firehose.status('log'))) return;
      unsubscribe();
      resolve();
    };
    const unsubscribe = firehose.onProgress(check);
    check();
  });
}

const settled = (firehose: Firehose, records: number): Promise<void> =>
  until(firehose, ({ delivered, failed, dropped }) => delivered + failed + dropped >= records);

const keysOf = async (s3: S3, prefix: string): Promise<string[]> =>
  (await s3.buckets.listObjects('lake', prefix)).map(({ key }) => key);

const RECORDS = [
  '203.0.113.1 200 9007199254740993 KR\n203.0.113.2 404 0 DE\n203.0.113.3 200 7 KR\n',
  'private\nno log line\n203.0.113.4 "abc" 1 KR',
  '203.0.113.5 4294967296 1 DE\n203.0.113.6 200 nonsense KR',
];
/** Lines of all records. */
const LINES = 8;

describe('a delivery stream by Direct PUT that converts to Parquet', () => {
  it('takes records apart, transforms, partitions and converts them; the sum is what came in', async () => {
    const directory = makeDirectory();
    const { firehose, s3, metrics } = await startStack(directory);
    await firehose.createDeliveryStream(accessLog());
    expect(await put(firehose, ...RECORDS)).toMatchObject({ status: 200, body: { FailedPutCount: 0 } });
    await settled(firehose, LINES);
    expect(firehose.status('log')).toMatchObject({
      records: LINES,
      delivered: 3,
      failed: 4,
      dropped: 1,
      pending: 0,
      lost: 0,
    });
    expect(firehose.status('log').memoryBytes).toEqual({ transforming: 0, buffered: 0, writing: 0 });

    const data = await keysOf(s3, 'log/');
    expect(data).toHaveLength(2);
    for (const key of data) expect(key).toMatch(/^log\/country=(KR|DE)\/day=2026-11-20\/log-1-[-\da-f]+\.parquet$/);

    const lake = await openLake({
      tables: [tableFromGlue(TABLE)],
      bucketDirectory: (bucket) => s3.buckets.directory(bucket),
      now: () => Date.UTC(2026, 10, 21),
    });
    cleanups.push(() => lake.close());
    expect((await lake.query('SELECT * FROM log ORDER BY clientip')).rows).toEqual([
      ['203.0.113.1', 200, 9_007_199_254_740_993n, 'KR', '2026-11-20'],
      ['203.0.113.2', 404, 0n, 'DE', '2026-11-20'],
      ['203.0.113.3', 200, 7n, 'KR', '2026-11-20'],
    ]);

    const sumOf = (name: string) =>
      metrics.reduce((sum, { metricName, value }) => (metricName === name ? sum + value : sum), 0);
    expect(sumOf('SucceedConversion.Records')).toBe(3);
    expect(sumOf('FailedConversion.Records')).toBe(3);
    expect(sumOf('SucceedConversion.Bytes')).toBeGreaterThan(3 * 50);
    expect(sumOf('FailedConversion.Bytes')).toBeGreaterThan(3 * 50);
    expect(sumOf('DeliveryToS3.Records')).toBe(7);
  });

  it('tells of what does not fit in objects of their own, in AWS’s shape', async () => {
    const { firehose, s3 } = await startStack(makeDirectory());
    await firehose.createDeliveryStream(accessLog());
    await put(firehose, ...RECORDS);
    await settled(firehose, LINES);
    const keys = await keysOf(s3, 'errors/');
    const converting = keys.filter((key) => key.startsWith('errors/log/format-conversion-failed/20'));
    expect(keys.length - converting.length).toBe(1);
    for (const key of converting) expect(key).toMatch(/\/log-1-[-\da-f]+$/);
    const bodies = await Promise.all(
      converting.map(async (key) => (await s3.buckets.getObject('lake', key)).body.toString()),
    );
    const lines = bodies.flatMap((body) => body.trimEnd().split('\n')).map((line) => JSON.parse(line));
    expect(lines.map(({ lastErrorCode, lastErrorMessage }) => `${lastErrorCode} ${lastErrorMessage}`).sort()).toEqual([
      'DataFormatConversion.MalformedData Data does not match the schema. For input string: "abc"',
      'DataFormatConversion.MalformedData Data does not match the schema. Value 4294967296 is out of range.',
      'DataFormatConversion.ParseError Encountered malformed JSON.',
    ]);
    const [line] = lines;
    expect(Object.keys(line)).toEqual([
      'attemptsMade',
      'arrivalTimestamp',
      'lastErrorCode',
      'lastErrorMessage',
      'attemptEndingTimestamp',
      'rawData',
      'sequenceNumber',
      'subSequenceNumber',
      'dataCatalogTable',
    ]);
    expect(line).toMatchObject({
      attemptsMade: 1,
      dataCatalogTable: {
        catalogId: '000000000000',
        databaseName: 'tributary_dev',
        tableName: 'log',
        region: 'us-east-1',
        versionId: 'LATEST',
      },
    });
    expect(line.attemptEndingTimestamp).toBeGreaterThanOrEqual(line.arrivalTimestamp);
    expect(Buffer.from(line.rawData, 'base64').toString()).toMatch(/^\{"ClientIP":"203/);
  });

  it('converts what is buffered when it stops, and goes on after a restart', async () => {
    const directory = makeDirectory();
    const first = await startStack(directory);
    await first.firehose.createDeliveryStream(accessLog());
    await put(first.firehose, ...RECORDS);
    await until(first.firehose, ({ buffered }) => buffered === LINES - 1);
    await first.firehose.close();
    expect(await keysOf(first.s3, 'log/')).toHaveLength(2);
    const second = await startStack(directory);
    await second.firehose.createDeliveryStream(accessLog());
    await put(second.firehose, '203.0.113.9 200 1 ZZ');
    await settled(second.firehose, 1);
    expect(await keysOf(second.s3, 'log/')).toHaveLength(3);
  });

  it('is not created without its table, and waits for a table that went away', async () => {
    const directory = makeDirectory();
    const without = await startStack(directory, []);
    expect(await call(without.firehose, 'CreateDeliveryStream', accessLog())).toMatchObject({
      status: 400,
      body: { __type: expect.stringContaining('InvalidArgumentException') },
    });
    const { firehose } = await startStack(directory);
    await firehose.createDeliveryStream(accessLog());
    await firehose.close();
    const gone = await startStack(directory, []);
    await gone.firehose.resume();
    expect(gone.firehose.names()).toEqual([]);
    expect(gone.warnings).toEqual([
      expect.stringMatching(/log of an earlier run does not go on: .*no AWS::Glue::Table log/),
    ]);
  });

  it('is described with its conversion, and an update of a part keeps the rest', async () => {
    const { firehose } = await startStack(makeDirectory());
    await firehose.createDeliveryStream(accessLog());
    const update = (members: Record<string, unknown>, version: string) =>
      call(firehose, 'UpdateDestination', {
        DeliveryStreamName: 'log',
        CurrentDeliveryStreamVersionId: version,
        DestinationId: 'destinationId-000000000001',
        ExtendedS3DestinationUpdate: { DataFormatConversionConfiguration: members },
      });
    expect(await update({ SchemaConfiguration: { TableName: 'none' } }, '1')).toMatchObject({ status: 400 });
    expect(await update({ SchemaConfiguration: { TableName: 'LOG' } }, '1')).toMatchObject({ status: 200 });
    const { body } = await call(firehose, 'DescribeDeliveryStream', { DeliveryStreamName: 'log' });
    const [{ ExtendedS3DestinationDescription: described }] = body.DeliveryStreamDescription.Destinations;
    expect(described.DataFormatConversionConfiguration).toMatchObject({
      Enabled: true,
      SchemaConfiguration: { DatabaseName: 'tributary_dev', TableName: 'LOG' },
      InputFormatConfiguration: { Deserializer: { OpenXJsonSerDe: {} } },
    });
  });
});
