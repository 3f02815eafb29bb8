import type { Layout } from '../../shared/delivery-streams.ts';
import type { DeliveryStream } from '../delivery-streams.ts';
import { type CloudFormationResource, ConfigurationError } from '../framework.ts';
import type { Settings } from '../settings.ts';
import type { CatalogColumn } from './catalog.ts';
import { glueTableName } from './names.ts';

/**
 * The table over a delivery stream's objects. Partitions are projected: none is ever registered.
 * https://docs.aws.amazon.com/athena/latest/ug/partition-projection.html
 */
export function glueTable(entry: DeliveryStream, settings: Settings, catalog: CatalogColumn[]): CloudFormationResource {
  const { partitionKeys, projection, template } = partitions(entry.layout, settings, catalog);
  const projected = new Set(partitionKeys.map(({ Name }) => Name));
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
          classification: 'json',
          compressionType: 'gzip',
          'projection.enabled': 'true',
          ...projection,
          'storage.location.template': { 'Fn::Sub': `s3://\${LakeBucket}/${entry.prefix}${template}` },
        },
        // A partition key is in the path; as a column too it would make the table unreadable.
        PartitionKeys: partitionKeys,
        StorageDescriptor: {
          Columns: catalog.filter(({ Name }) => !projected.has(Name)),
          Location: { 'Fn::Sub': `s3://\${LakeBucket}/${entry.prefix}` },
          InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
          OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
          Compressed: true,
          // Not OpenX: its row counts are documented as not deterministic.
          SerdeInfo: {
            SerializationLibrary: 'org.apache.hive.hcatalog.data.JsonSerDe',
            Parameters: { 'serialization.format': '1' },
          },
        },
      },
    },
  };
}

interface Partitions {
  partitionKeys: CatalogColumn[];
  projection: Record<string, string>;
  /** `Fn::Sub` text of the folders under the table's location. */
  template: string;
}

function partitions(layout: Layout, settings: Settings, catalog: CatalogColumn[]): Partitions {
  if (layout.by === 'hour') return hours(settings);
  const partitionKeys = layout.keys.map((key) => {
    const column = catalog.find(({ Name }) => Name === key.toLowerCase());
    if (!column)
      throw new ConfigurationError(`infra/catalog/: no column ${key.toLowerCase()} to partition by. Add it.`);
    return column;
  });
  return {
    partitionKeys,
    // Ids are not known beforehand, so each query must name one.
    projection: Object.fromEntries(partitionKeys.map(({ Name }) => [`projection.${Name}.type`, 'injected'])),
    template: layout.keys.map((key) => `${key}=\${!${key.toLowerCase()}}/`).join(''),
  };
}

/**
 * Athena reckons `NOW` in UTC, the folders are in the stage's zone, which may be up to 14 hours ahead: a range that ended
 * at `NOW` would hide its newest hours. https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
 */
const hours = ({ lakeSince, timeZone }: Settings): Partitions => ({
  partitionKeys: [
    {
      Name: 'hour',
      Type: 'string',
      Comment: `Hour of arrival of the oldest row in the object, yyyy/MM/dd/HH in ${timeZone}. Pad by one hour and filter on eventtime.`,
    },
  ],
  projection: {
    'projection.hour.type': 'date',
    'projection.hour.format': 'yyyy/MM/dd/HH',
    'projection.hour.range': `${lakeSince},NOW+1DAYS`,
    'projection.hour.interval': '1',
    'projection.hour.interval.unit': 'HOURS',
  },
  template: '${!hour}/',
});
