import { CONVERSION_BUFFER_MBS_MIN, PARQUET_BLOCK_BYTES_MIN, PARQUET_PAGE_BYTES_MIN } from '../limits.ts';
import { invalidArgument, type PropertyReader } from '../property-reader.ts';

/** Record format conversion as a delivery stream runs it: every default filled in. */
export interface ConversionConfiguration {
  /** What of a JSON record's keys is a column. */
  keys: {
    caseInsensitive: boolean;
    dotsToUnderscores: boolean;
    /** Columns whose key has another name. */
    keyOfColumn: ReadonlyMap<string, string>;
  };
  /** Looked up in the template, whichever region and catalog are named: error objects tell those. */
  table: { database: string; name: string; region?: string; catalogId?: string; versionId: string };
  compression: 'SNAPPY' | 'GZIP' | 'UNCOMPRESSED';
  version: 'V1' | 'V2';
}

const NOT_PADDED = 'DuckDB writes the Parquet files, in row groups and pages of its own measure';

/**
 * `DataFormatConversionConfiguration`; `Enabled` left out means enabled. Refused in AWS's order and words (captured).
 * https://docs.aws.amazon.com/firehose/latest/APIReference/API_DataFormatConversionConfiguration.html
 * https://docs.aws.amazon.com/firehose/latest/dev/enable-record-format-conversion.html
 */
export function readConversion(
  reader: PropertyReader | undefined,
  destination: { compression: string; sizeInMbs: number | undefined },
): ConversionConfiguration | undefined {
  if (!reader || !(reader.flag('Enabled') ?? true)) return undefined;
  if (destination.compression !== 'UNCOMPRESSED') {
    throw invalidArgument(
      "The S3 destination's compression format must be set to UNCOMPRESSED when data format conversion is enabled. To enable compression within the converted output format, set the appropriate serialization option in the output format configuration.",
    );
  }
  if (destination.sizeInMbs !== undefined && destination.sizeInMbs < CONVERSION_BUFFER_MBS_MIN) {
    throw invalidArgument(
      `BufferingHints.SizeInMBs must be at least ${CONVERSION_BUFFER_MBS_MIN} when data format conversion is enabled.`,
    );
  }
  const input = required(reader, 'InputFormatConfiguration');
  const output = required(reader, 'OutputFormatConfiguration');
  const schema = required(reader, 'SchemaConfiguration');
  reader.end();
  return { keys: readInput(input), ...readOutput(output), table: readSchema(schema) };
}

function required(reader: PropertyReader, name: string): PropertyReader {
  const given = reader.object(name);
  if (!given) throw invalidArgument(`${name} must not be null`);
  return given;
}

function readInput(input: PropertyReader): ConversionConfiguration['keys'] {
  const deserializer = required(input, 'Deserializer');
  input.end();
  const openX = deserializer.object('OpenXJsonSerDe');
  const hive = deserializer.object('HiveJsonSerDe');
  deserializer.end();
  if (openX && hive) throw invalidArgument('More than one deserializer specified. Only one may be chosen.');
  // Its time formats are Joda's, and it fails where OpenX makes do.
  if (hive)
    throw invalidArgument('The local Firehose does not implement HiveJsonSerDe. It implements: OpenXJsonSerDe.');
  if (!openX) throw invalidArgument('Deserializer must not be null');
  const keys = {
    caseInsensitive: openX.flag('CaseInsensitive') ?? true,
    dotsToUnderscores: openX.flag('ConvertDotsInJsonKeysToUnderscores') ?? false,
    keyOfColumn: openX.texts('ColumnToJsonKeyMappings'),
  };
  openX.end();
  return keys;
}

/** https://docs.aws.amazon.com/firehose/latest/APIReference/API_ParquetSerDe.html */
function readOutput(output: PropertyReader): Pick<ConversionConfiguration, 'compression' | 'version'> {
  const serializer = required(output, 'Serializer');
  output.end();
  const parquet = serializer.object('ParquetSerDe');
  const orc = serializer.object('OrcSerDe');
  serializer.end();
  if (parquet && orc) throw invalidArgument('More than one serializer specified. Only one may be chosen.');
  if (orc) throw invalidArgument('The local Firehose does not implement OrcSerDe. It implements: ParquetSerDe.');
  if (!parquet) throw invalidArgument('Serializer must not be null');
  const compression = parquet.text('Compression', { values: ['UNCOMPRESSED', 'GZIP', 'SNAPPY'] }) ?? 'SNAPPY';
  const version = parquet.text('WriterVersion', { values: ['V1', 'V2'] }) ?? 'V1';
  parquet.number('BlockSizeBytes', { min: PARQUET_BLOCK_BYTES_MIN, max: Number.MAX_SAFE_INTEGER });
  parquet.number('PageSizeBytes', { min: PARQUET_PAGE_BYTES_MIN, max: Number.MAX_SAFE_INTEGER });
  parquet.number('MaxPaddingBytes', { min: 0, max: Number.MAX_SAFE_INTEGER });
  parquet.flag('EnableDictionaryCompression');
  for (const name of ['BlockSizeBytes', 'PageSizeBytes', 'MaxPaddingBytes']) parquet.ignore(name, NOT_PADDED);
  parquet.ignore('EnableDictionaryCompression', 'DuckDB chooses where a dictionary pays');
  parquet.end();
  return {
    compression: compression as ConversionConfiguration['compression'],
    version: version as ConversionConfiguration['version'],
  };
}

/** https://docs.aws.amazon.com/firehose/latest/APIReference/API_SchemaConfiguration.html */
function readSchema(schema: PropertyReader): ConversionConfiguration['table'] {
  const needed = (name: string, property = name): string => {
    const text = schema.text(property);
    if (!text) throw invalidArgument(`SchemaConfiguration.${name} must not be null or empty`);
    return text;
  };
  needed('RoleArn', 'RoleARN');
  const database = needed('DatabaseName');
  const name = needed('TableName');
  const region = schema.text('Region');
  const catalogId = schema.text('CatalogId');
  const versionId = schema.text('VersionId') ?? 'LATEST';
  schema.ignore('RoleARN', 'no access control locally');
  if (versionId !== 'LATEST') schema.ignore('VersionId', 'a table has one version locally');
  schema.end();
  return { database, name, ...(region && { region }), ...(catalogId && { catalogId }), versionId };
}
