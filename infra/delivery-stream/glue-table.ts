import type { DeliveryStream } from '../delivery-streams.ts';
import type { CloudFormationResource } from '../framework.ts';
import type { Settings } from '../parameters.ts';
import type { CatalogColumn } from './catalog.ts';
import { glueTableName } from './names.ts';
import { partitionsOf } from './partitions.ts';

/**
 * The table over a delivery stream's objects. Partitions are projected: none is ever registered.
 * https://docs.aws.amazon.com/athena/latest/ug/partition-projection.html
 */
export function glueTable(entry: DeliveryStream, settings: Settings, catalog: CatalogColumn[]): CloudFormationResource {
  const { partitionKeys, projection, template } = partitionsOf(entry.layout, settings, catalog);
  const projected = new Set(partitionKeys.map(({ Name }) => Name));
  const { parameters, ...storage } = formats[entry.output];
  return {
    Type: 'AWS::Glue::Table',
    Properties: {
      CatalogId: { Ref: 'AWS::AccountId' },
      DatabaseName: { Ref: 'LakeDatabase' },
      TableInput: {
        Name: glueTableName(entry.name),
        Description: entry.description,
        TableType: 'EXTERNAL_TABLE',
        Parameters: {
          EXTERNAL: 'TRUE',
          ...parameters,
          'projection.enabled': 'true',
          ...projection,
          'storage.location.template': { 'Fn::Sub': `s3://\${LakeBucket}/${entry.prefix}${template}` },
        },
        // A partition key is in the path; as a column too it would make the table unreadable.
        PartitionKeys: partitionKeys,
        StorageDescriptor: {
          Columns: catalog.filter(({ Name }) => !projected.has(Name)),
          Location: { 'Fn::Sub': `s3://\${LakeBucket}/${entry.prefix}` },
          ...storage,
        },
      },
    },
  };
}

const serde = (SerializationLibrary: string) => ({
  SerializationLibrary,
  Parameters: { 'serialization.format': '1' },
});

/** How Athena reads what the delivery stream writes, and Firehose finds out what it is to write. */
const formats = {
  json: {
    parameters: { classification: 'json', compressionType: 'gzip' },
    InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
    OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
    Compressed: true,
    // Not OpenX: its row counts are documented as not deterministic.
    SerdeInfo: serde('org.apache.hive.hcatalog.data.JsonSerDe'),
  },
  parquet: {
    parameters: { classification: 'parquet' },
    InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
    OutputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
    // The files compress within.
    Compressed: false,
    SerdeInfo: serde('org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe'),
  },
} as const;
