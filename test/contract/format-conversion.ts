import { DescribeDeliveryStreamCommand } from '@aws-sdk/client-firehose';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { CONVERTING_BUFFER, onTable, queryParquet, toParquet, withConversion } from './converted.ts';
import type { Delivered } from './delivered.ts';
import { refusalOf, withDeliveryStream } from './delivery-stream.ts';
import { CAPTURED, CONVERSION, CONVERSION_FAILURES, ENABLE_CONVERSION, OBJECT_NAMES } from './pages.ts';
import { openQuestion, type Row, refusedByName } from './row.ts';
import type { Target } from './target.ts';

const isParquet = ({ objects }: Delivered) => objects.some(({ key }) => !key.includes('/errors/'));
const dataObject = ({ objects }: Delivered) => objects.find(({ key }) => !key.includes('/errors/'))!;
const haveFailed = (count: number) => (seen: Delivered) => seen.errors.length === count;

const BAD = [
  {
    record: '{"id":"oops"}',
    code: 'DataFormatConversion.MalformedData',
    message: /^Data does not match the schema\. For input string: "oops"/,
  },
  {
    record: '{"id":2147483648}',
    code: 'DataFormatConversion.MalformedData',
    message: /^Data does not match the schema\./,
  },
  { record: 'this is no JSON', code: 'DataFormatConversion.ParseError', message: /^Encountered malformed JSON\./ },
  {
    record: ' ',
    code: 'DataFormatConversion.MalformedData',
    message: /^The record was empty or contained only whitespace\.$/,
  },
];

const failureOf = (
  target: Target,
  record: string | object,
  lambda?: Record<string, string>,
): Promise<Record<string, unknown>> =>
  withConversion(
    target,
    async (stream) => {
      await stream.put(record);
      return (await stream.delivered(haveFailed(1))).errors[0]!;
    },
    lambda && { lambda },
  );

const refusedConversion = (target: Target, destination: Record<string, unknown>): Promise<string> =>
  refusalOf(target, {
    destination: {
      DataFormatConversionConfiguration: toParquet(target),
      BufferingHints: CONVERTING_BUFFER,
      ...destination,
    },
  });

const rows: Row[] = [
  {
    statement:
      'Format conversion. It needs CompressionFormat UNCOMPRESSED and a buffer of at least 64 MB (128 by default)',
    mark: 'D',
    source: ENABLE_CONVERSION,
    async check(target) {
      expect(await refusedConversion(target, { CompressionFormat: 'GZIP' })).toContain(
        "InvalidArgumentException: The S3 destination's compression format must be set to UNCOMPRESSED when data format conversion is enabled.",
      );
      expect(await refusedConversion(target, { BufferingHints: { ...CONVERTING_BUFFER, SizeInMBs: 63 } })).toBe(
        'InvalidArgumentException: BufferingHints.SizeInMBs must be at least 64 when data format conversion is enabled.',
      );
      const destination = { DataFormatConversionConfiguration: toParquet(target), BufferingHints: undefined };
      await withDeliveryStream(target, { destination }, async ({ name }) => {
        const described = await target.firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName: name }));
        const [first] = described.DeliveryStreamDescription!.Destinations!;
        expect(first!.ExtendedS3DestinationDescription!.BufferingHints!.SizeInMBs).toBe(128);
      });
    },
  },
  {
    statement: 'Format conversion. In: OpenX JSON SerDe; out: Parquet with SNAPPY (the default), GZIP or UNCOMPRESSED',
    mark: 'D',
    source: CONVERSION,
    async check(target) {
      for (const compression of [undefined, 'GZIP', 'UNCOMPRESSED'] as const) {
        await withConversion(
          target,
          async (stream) => {
            await stream.put('{"ID":1,"large":9007199254740993,"exact":12345678901234567890.123456,"text":"안녕"}\n');
            const { stored } = dataObject(await stream.delivered(isParquet));
            expect(await queryParquet(stored, 'SELECT id, large, exact, text FROM FILE')).toEqual([
              [1, '9007199254740993', '12345678901234567890.123456', '안녕'],
            ]);
            const codecs = await queryParquet(stored, 'SELECT DISTINCT compression FROM parquet_metadata(FILE)');
            expect(codecs).toEqual([[compression ?? 'SNAPPY']]);
          },
          compression && { parquet: { Compression: compression } },
        );
      }
    },
  },
  refusedByName({
    statement: 'Format conversion. In: Hive JSON SerDe',
    mark: 'D',
    source: CONVERSION,
    refusal: (target) =>
      refusedConversion(target, {
        DataFormatConversionConfiguration: {
          ...toParquet(target),
          InputFormatConfiguration: { Deserializer: { HiveJsonSerDe: {} } },
        },
      }),
    offers: /does not implement HiveJsonSerDe\. It implements: OpenXJsonSerDe\./,
  }),
  refusedByName({
    statement: 'Format conversion. Out: ORC',
    mark: 'D',
    source: CONVERSION,
    refusal: (target) =>
      refusedConversion(target, {
        DataFormatConversionConfiguration: {
          ...toParquet(target),
          OutputFormatConfiguration: { Serializer: { OrcSerDe: {} } },
        },
      }),
    offers: /does not implement OrcSerDe\. It implements: ParquetSerDe\./,
  }),
  {
    statement: 'Format conversion. DynamoDB sets must be array<> in Glue',
    mark: 'D',
    source: CONVERSION,
    check: (target) =>
      withConversion(target, async (stream) => {
        await stream.put('{"id":1,"tags":["a","b"]}\n');
        const { stored } = dataObject(await stream.delivered(isParquet));
        expect(await queryParquet(stored, 'SELECT tags FROM FILE')).toEqual([[['a', 'b']]]);
      }),
  },
  {
    statement: 'Format conversion. Keys that are no columns are left out; columns without a key are null',
    mark: 'D',
    source: CONVERSION,
    check: (target) =>
      withConversion(target, async (stream) => {
        await stream.put('{"other":1,"text":"a"}{"id":2}\n');
        const { stored } = dataObject(await stream.delivered(isParquet));
        expect(await queryParquet(stored, 'SELECT * FROM FILE ORDER BY id')).toEqual([
          [2, null, null, null, null],
          [null, null, null, 'a', null],
        ]);
      }),
  },
  {
    statement: 'Format conversion. A record that does not fit, or is no JSON, fails alone: MalformedData or ParseError',
    mark: 'C',
    source: CAPTURED,
    check: (target) =>
      withConversion(target, async (stream) => {
        await stream.put('{"id":1}\n', ...BAD.map(({ record }) => record), '{"id":2}\n');
        const seen = await stream.delivered((soFar) => haveFailed(BAD.length)(soFar) && isParquet(soFar));
        expect(await queryParquet(dataObject(seen).stored, 'SELECT id FROM FILE ORDER BY id')).toEqual([[1], [2]]);
        for (const { record, code, message } of BAD) {
          const rawData = Buffer.from(record).toString('base64');
          const line = seen.errors.find((error) => error.rawData === rawData);
          expect(line).toMatchObject({ lastErrorCode: code, lastErrorMessage: expect.stringMatching(message) });
        }
      }),
  },
  {
    statement: 'format-conversion-failed objects carry lastErrorCode or errorCode, and dataCatalogTable',
    mark: 'C',
    source: CAPTURED,
    check: (target) =>
      withConversion(target, async (stream) => {
        await stream.put(BAD[0]!.record);
        const { errors, objects } = await stream.delivered(haveFailed(1));
        expect(objects[0]!.key).toMatch(/\/errors\/format-conversion-failed\/[^/.]+$/);
        const [line] = errors;
        expect(line).toMatchObject({
          attemptsMade: expect.any(Number),
          arrivalTimestamp: expect.any(Number),
          attemptEndingTimestamp: expect.any(Number),
          sequenceNumber: expect.any(String),
          dataCatalogTable: {
            catalogId: expect.stringMatching(/^\d{12}$/),
            databaseName: target.conversionTable!.DatabaseName,
            tableName: target.conversionTable!.TableName,
            region: target.config.region,
            versionId: 'LATEST',
          },
        });
        expect(line!.lastErrorCode ?? line!.errorCode ?? line!.ErrorCode).toBe(BAD[0]!.code);
      }),
  },
  openQuestion({
    statement: 'Format conversion. What code and message are called in error objects: captured, or as documented now',
    source: CONVERSION_FAILURES,
    behaviours: [
      ['lastErrorCode', {}],
      ['ErrorCode', { behaviour: { errorObjectShape: 'documented' } }],
    ],
    async observe(target) {
      const failure = await failureOf(target, BAD[0]!.record);
      return 'lastErrorCode' in failure ? 'lastErrorCode' : 'ErrorCode';
    },
  }),
  openQuestion({
    statement: 'Format conversion. rawData with a transform: what that answered, or the record as it came',
    source: CONVERSION_FAILURES,
    isUnknown: true,
    behaviours: [
      ['transformed', {}],
      ['original', { behaviour: { conversionRawData: 'original' } }],
    ],
    async observe(target) {
      const { rawData } = await failureOf(target, { answers: [{ result: 'Ok', data: 'of the transform' }] }, {});
      return Buffer.from(String(rawData), 'base64').toString() === 'of the transform' ? 'transformed' : 'original';
    },
  }),
  {
    statement: 'Format conversion. A table that is not there is refused when the delivery stream is created',
    mark: 'C',
    source: CAPTURED,
    async check(target) {
      const conversion = toParquet(target);
      const SchemaConfiguration = { ...conversion.SchemaConfiguration, TableName: 'contract-not-there' };
      const words = await refusedConversion(target, {
        DataFormatConversionConfiguration: { ...conversion, SchemaConfiguration },
      });
      expect(words).toMatch(/^InvalidArgumentException: .*EntityNotFoundException/s);
    },
  },
  {
    statement: 'Format conversion. Objects end in .parquet, unless FileExtension says otherwise',
    mark: 'C',
    source: OBJECT_NAMES,
    async check(target) {
      for (const fileExtension of [undefined, '.pq']) {
        await withConversion(
          target,
          async (stream) => {
            await stream.put('{"id":1}\n');
            const { key } = dataObject(await stream.delivered(isParquet));
            expect(key.slice(key.lastIndexOf('/'))).toMatch(/^\/[^.]+\.(parquet|pq)$/);
            expect(key.endsWith(fileExtension ?? '.parquet')).toBe(true);
          },
          fileExtension ? { fileExtension } : {},
        );
      }
    },
  },
  {
    statement: 'Format conversion. Parquet with Snappy within is marked with the Content-Encoding hadoop-snappy',
    mark: 'C',
    source: CAPTURED,
    check: (target) =>
      withConversion(target, async (stream) => {
        await stream.put('{"id":1}\n');
        const { key } = dataObject(await stream.delivered(isParquet));
        const { ContentEncoding } = await target.s3.send(new HeadObjectCommand({ Bucket: target.bucket, Key: key }));
        expect(ContentEncoding).toBe('hadoop-snappy');
      }),
  },
];

export const conversionRows = rows.map(onTable);
