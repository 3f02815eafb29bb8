import { describe, expect, it } from 'vitest';
import { parseDeliveryStream } from '../../../../local/firehose/configuration.ts';
import { columnsOf } from '../../../../local/firehose/conversion/schema.ts';
import { tablesOf } from '../../../../local/glue/tables.ts';
import type { AwsError } from '../../../../local/wire/message.ts';
import { kinesisToS3 } from '../engine.ts';
import { CONVERSION, conversionOf } from './fixture.ts';

const MB = 1024 * 1024;
const parse = (destination: Record<string, unknown>) => parseDeliveryStream(kinesisToS3(destination));

function refusal(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    const { code, message } = error as AwsError;
    return `${code}: ${message}`;
  }
}

/** The configuration with one of its members left out or replaced. */
const changed = (members: Record<string, unknown>) => ({
  DataFormatConversionConfiguration: { ...CONVERSION.DataFormatConversionConfiguration, ...members },
});
const COMPRESSED =
  "The S3 destination's compression format must be set to UNCOMPRESSED when data format conversion is enabled.";

describe('record format conversion', () => {
  it('has AWS defaults for what is left out', () => {
    const { configuration, notHonoured } = parse({ ...CONVERSION, BufferingHints: undefined });
    expect(configuration.buffer).toEqual({ sizeBytes: 128 * MB, intervalMs: 300_000 });
    expect(configuration.conversion).toEqual({
      keys: { caseInsensitive: true, dotsToUnderscores: false, keyOfColumn: new Map() },
      table: { database: 'lake', name: 'rows', versionId: 'LATEST' },
      compression: 'SNAPPY',
      version: 'V1',
    });
    expect(notHonoured.map(({ property }) => property)).not.toContainEqual(expect.stringContaining('ParquetSerDe'));
  });

  it('takes what it is told', () => {
    const openX = {
      CaseInsensitive: 'false',
      ConvertDotsInJsonKeysToUnderscores: true,
      ColumnToJsonKeyMappings: { ts: 'timestamp' },
    };
    const parquet = { Compression: 'GZIP', WriterVersion: 'V2' };
    const schema = { Region: 'eu-west-1', CatalogId: '111122223333', VersionId: '3' };
    const { configuration } = parse(conversionOf({ openX, parquet, schema }));
    expect(configuration.conversion).toEqual({
      keys: { caseInsensitive: false, dotsToUnderscores: true, keyOfColumn: new Map([['ts', 'timestamp']]) },
      table: { database: 'lake', name: 'rows', region: 'eu-west-1', catalogId: '111122223333', versionId: '3' },
      compression: 'GZIP',
      version: 'V2',
    });
  });

  it('says what of the writer has no effect', () => {
    const parquet = {
      BlockSizeBytes: 64 * MB,
      PageSizeBytes: 65_536,
      MaxPaddingBytes: 0,
      EnableDictionaryCompression: true,
    };
    const { notHonoured } = parse(conversionOf({ parquet, schema: { VersionId: '3' } }));
    const path = 'ExtendedS3DestinationConfiguration.DataFormatConversionConfiguration';
    expect(notHonoured.map(({ property }) => property)).toEqual(
      expect.arrayContaining([
        ...Object.keys(parquet).map((name) => `${path}.OutputFormatConfiguration.Serializer.ParquetSerDe.${name}`),
        `${path}.SchemaConfiguration.VersionId`,
        `${path}.SchemaConfiguration.RoleARN`,
      ]),
    );
  });

  it('is left alone when it is disabled, whatever else it says', () => {
    const { configuration } = parse({
      ...changed({ Enabled: false, SchemaConfiguration: 'none' }),
      CompressionFormat: 'GZIP',
    });
    expect(configuration.conversion).toBeUndefined();
    expect(configuration.compression).toBe('GZIP');
  });

  it.each<[what: string, destination: Record<string, unknown>, refusal: string]>([
    ['compression', { ...CONVERSION, CompressionFormat: 'GZIP', BufferingHints: { SizeInMBs: 5 } }, COMPRESSED],
    [
      'a small buffer',
      { ...changed({ SchemaConfiguration: undefined }), BufferingHints: { SizeInMBs: 63 } },
      'BufferingHints.SizeInMBs must be at least 64 when data format conversion is enabled.',
    ],
    ['nothing but Enabled', { DataFormatConversionConfiguration: {} }, 'InputFormatConfiguration must not be null'],
    ['no output', changed({ OutputFormatConfiguration: undefined }), 'OutputFormatConfiguration must not be null'],
    ['no schema', changed({ SchemaConfiguration: undefined }), 'SchemaConfiguration must not be null'],
    ['no deserializer', changed({ InputFormatConfiguration: { Deserializer: {} } }), 'Deserializer must not be null'],
    ['no serializer', changed({ OutputFormatConfiguration: { Serializer: {} } }), 'Serializer must not be null'],
    [
      'two deserializers',
      changed({ InputFormatConfiguration: { Deserializer: { OpenXJsonSerDe: {}, HiveJsonSerDe: {} } } }),
      'More than one deserializer specified. Only one may be chosen.',
    ],
    [
      'two serializers',
      changed({ OutputFormatConfiguration: { Serializer: { ParquetSerDe: {}, OrcSerDe: {} } } }),
      'More than one serializer specified. Only one may be chosen.',
    ],
    ['no role', conversionOf({ schema: { RoleARN: '' } }), 'SchemaConfiguration.RoleArn must not be null or empty'],
    [
      'no table',
      conversionOf({ schema: { TableName: '' } }),
      'SchemaConfiguration.TableName must not be null or empty',
    ],
    [
      'the Hive JSON SerDe',
      changed({ InputFormatConfiguration: { Deserializer: { HiveJsonSerDe: {} } } }),
      'The local Firehose does not implement HiveJsonSerDe. It implements: OpenXJsonSerDe.',
    ],
    [
      'ORC',
      changed({ OutputFormatConfiguration: { Serializer: { OrcSerDe: {} } } }),
      'The local Firehose does not implement OrcSerDe. It implements: ParquetSerDe.',
    ],
    ['what nobody knows', conversionOf({ openX: { Surprise: 1 } }), 'The local Firehose does not implement'],
  ])('with %s is refused', (_what, destination, expected) => {
    expect(refusal(() => parse(destination))).toContain(`InvalidArgumentException: ${expected}`);
  });

  it.each([
    ['compression', { Compression: 'ZSTD' }, 'enum value set: [UNCOMPRESSED, GZIP, SNAPPY]'],
    ['blockSizeBytes', { BlockSizeBytes: 64 * MB - 1 }, 'greater than or equal to 67108864'],
    ['pageSizeBytes', { PageSizeBytes: 65_535 }, 'greater than or equal to 65536'],
  ])('is refused as the model says at %s', (member, parquet, constraint) => {
    const words = refusal(() => parse(conversionOf({ parquet })));
    expect(words).toMatch(new RegExp(`^ValidationException: .* at 'extendedS3.*parquetSerDe\\.${member}'`));
    expect(words).toContain(constraint);
  });
});

describe('the table of a conversion', () => {
  const tables = tablesOf([
    {
      type: 'AWS::Glue::Table',
      properties: {
        DatabaseName: 'Lake',
        TableInput: {
          Name: 'rows',
          PartitionKeys: [{ Name: 'day', Type: 'string' }],
          StorageDescriptor: { Columns: [{ Name: 'ID', Type: 'bigint' }] },
        },
      },
    },
    {
      type: 'AWS::Glue::Table',
      properties: {
        DatabaseName: 'lake',
        TableInput: { Name: 'odd', StorageDescriptor: { Columns: [{ Name: 'a', Type: 'binary' }] } },
      },
    },
  ]);
  const find = (name: string) => columnsOf({ database: 'lake', name, versionId: 'LATEST' }, tables);

  it('is found whatever its case, and gives its columns without the partition keys', () => {
    expect(find('ROWS')).toEqual([{ name: 'id', type: { kind: 'integer', bits: 64 } }]);
  });

  it('is asked for when the delivery stream is created', () => {
    expect(refusal(() => find('none'))).toMatch(
      /^InvalidArgumentException: .*no AWS::Glue::Table none in the database lake/,
    );
    expect(refusal(() => find('odd'))).toMatch(
      /^InvalidArgumentException: The column a of the Glue table lake\.odd: binary/,
    );
  });
});
