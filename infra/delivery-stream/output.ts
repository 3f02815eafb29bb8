import type { DeliveryStream } from '../delivery-streams.ts';
import { logicalIds } from './names.ts';

/** The table that an entry's rows are read by: a twin's are those of the delivery stream that it replays. */
export const glueTableId = ({ name, replays }: DeliveryStream): string =>
  logicalIds({ name: replays ?? name }).glueTable;

/** What objects hold. https://docs.aws.amazon.com/firehose/latest/APIReference/API_ExtendedS3DestinationConfiguration.html */
export function objectFormat(entry: DeliveryStream): Record<string, unknown> {
  if (entry.output === 'json') return { CompressionFormat: 'GZIP', FileExtension: '.json.gz' };
  return {
    // Parquet compresses within; with conversion Firehose takes nothing else here, and names objects .parquet by itself.
    CompressionFormat: 'UNCOMPRESSED',
    DataFormatConversionConfiguration: parquet(entry),
  };
}

/**
 * Rows as the transform writes them, to Parquet. The table names columns in lower case, rows do not: the SerDe compares them
 * without case. What of a row the table does not name is left out; a row that does not match goes to `format-conversion-failed`.
 * https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion.html
 */
const parquet = (entry: DeliveryStream) => ({
  Enabled: true,
  InputFormatConfiguration: { Deserializer: { OpenXJsonSerDe: { CaseInsensitive: true } } },
  OutputFormatConfiguration: { Serializer: { ParquetSerDe: { Compression: 'SNAPPY' } } },
  SchemaConfiguration: {
    CatalogId: { Ref: 'AWS::AccountId' },
    DatabaseName: { Ref: 'LakeDatabase' },
    Region: { Ref: 'AWS::Region' },
    RoleARN: { 'Fn::GetAtt': [logicalIds(entry).role, 'Arn'] },
    // By reference: Firehose looks for the table when it is created.
    TableName: { Ref: glueTableId(entry) },
    VersionId: 'LATEST',
  },
});
