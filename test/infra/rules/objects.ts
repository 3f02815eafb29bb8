import { at, place } from '../../support/template-parts.ts';
import { deliveryStreamType, destinationOf } from './delivery-stream.ts';
import { ofType, type Properties, type Rule, ruleOfEach } from './rule.ts';

/** https://docs.aws.amazon.com/firehose/latest/dev/create-destination.html#create-destination-s3 */
const extensionPattern = /^\.[0-9a-z!\-_.*'()]{1,127}$/;

/** How the name of an object ends, by what compresses it whole. */
const endings: Record<string, RegExp> = {
  GZIP: /\.gz$/,
  ZIP: /\.zip$/,
  Snappy: /\.snappy$/,
  HADOOP_SNAPPY: /\.snappy$/,
};

const serializerOf = (destination: unknown) =>
  at(destination, 'DataFormatConversionConfiguration', 'OutputFormatConfiguration', 'Serializer');

export const objectRules: Rule[] = [
  ruleOfEach(
    deliveryStreamType,
    'what is converted is compressed by its format alone, what is not is compressed whole',
    function* (properties) {
      const { isConverted } = destinationOf(properties);
      const format = String(at(properties.ExtendedS3DestinationConfiguration, 'CompressionFormat') ?? 'UNCOMPRESSED');
      if (isConverted && format !== 'UNCOMPRESSED') yield `converts, and compresses by ${format}`;
      if (!isConverted && !endings[format]) yield `compresses by ${format}`;
    },
  ),
  ruleOfEach(deliveryStreamType, "the end of an object's name tells what is in it", function* (properties) {
    const destination = properties.ExtendedS3DestinationConfiguration;
    const [extension, format] = [at(destination, 'FileExtension'), String(at(destination, 'CompressionFormat'))];
    if (extension === undefined) return;
    if (!extensionPattern.test(String(extension))) yield `ends names in ${extension}, which Firehose does not take`;
    const { isConverted } = destinationOf(properties);
    const kind = at(serializerOf(destination), 'OrcSerDe') ? /\.orc$/ : /\.parquet$/;
    const wanted = isConverted ? kind : endings[format];
    if (wanted && !wanted.test(String(extension))) yield `ends names in ${extension}`;
  }),
  ruleOfEach(
    deliveryStreamType,
    'rows are converted by the columns of a table of the stack, from one format into one',
    function* (properties, subject) {
      const destination = properties.ExtendedS3DestinationConfiguration;
      if (!destinationOf(properties).isConverted) return;
      const conversion = at(destination, 'DataFormatConversionConfiguration');
      const schema = at(conversion, 'SchemaConfiguration');
      const table = ofType(subject, 'AWS::Glue::Table').find(
        (one) => at(schema, 'TableName') === one.name && at(schema, 'DatabaseName') === one.properties.DatabaseName,
      );
      if (!table) yield `takes its columns from ${at(schema, 'DatabaseName')}.${at(schema, 'TableName')}`;
      const location = String(at(table?.properties.TableInput, 'StorageDescriptor', 'Location'));
      const folder = location.replace(/^s3:\/\/[^/]+\//, '');
      if (table && !destinationOf(properties).prefix.startsWith(folder)) yield `converts by a table over ${folder}`;
      for (const part of [serializerOf(destination), at(conversion, 'InputFormatConfiguration', 'Deserializer')]) {
        if (Object.keys((part ?? {}) as object).length !== 1) yield 'converts from or into no one format';
      }
      if (!at(schema, 'RoleARN') || at(schema, 'Region') !== place.region)
        yield 'does not say where the table is, and by which role';
    },
  ),
  ruleOfEach(deliveryStreamType, 'what is kept before it is transformed has a place', function* (properties) {
    const { S3BackupMode, S3BackupConfiguration } = (properties.ExtendedS3DestinationConfiguration ?? {}) as Properties;
    if ((S3BackupMode === 'Enabled') !== (S3BackupConfiguration !== undefined)) yield `keeps it ${S3BackupMode}`;
  }),
  ruleOfEach(deliveryStreamType, 'hours are of a zone that Firehose knows', function* (properties) {
    const zone = String(at(properties.ExtendedS3DestinationConfiguration, 'CustomTimeZone') ?? 'UTC');
    if (!isFirehoseZone(zone)) yield `is in the zone ${zone}`;
  }),
  ruleOfEach(
    deliveryStreamType,
    'a delivery stream has the source that its type says, in the stack',
    function* (properties, subject) {
      const {
        DeliveryStreamType = 'DirectPut',
        KinesisStreamSourceConfiguration,
        DeliveryStreamEncryptionConfigurationInput,
      } = properties;
      const source = at(KinesisStreamSourceConfiguration, 'KinesisStreamARN');
      if (DeliveryStreamType === 'KinesisStreamAsSource') {
        if (!ofType(subject, 'AWS::Kinesis::Stream').some(({ arn }) => arn === source)) yield `reads ${source}`;
        if (DeliveryStreamEncryptionConfigurationInput) yield 'encrypts what its source has encrypted';
      } else if (DeliveryStreamType !== 'DirectPut') yield `is of type ${DeliveryStreamType}`;
      else if (source) yield 'is fed by hand and by a stream';
    },
  ),
  ruleOfEach(
    deliveryStreamType,
    'a delivery stream delivers into a bucket of the stack by one role for all that it does',
    function* (properties, subject) {
      const { BucketARN, RoleARN } = (properties.ExtendedS3DestinationConfiguration ?? {}) as Properties;
      if (!ofType(subject, 'AWS::S3::Bucket').some(({ arn }) => arn === BucketARN)) yield `delivers to ${BucketARN}`;
      const others = [
        at(properties.KinesisStreamSourceConfiguration, 'RoleARN'),
        destinationOf(properties).processors.find(({ type }) => type === 'Lambda')?.parameters.RoleArn,
      ];
      if (others.some((role) => role !== undefined && role !== RoleARN)) yield 'does it by several roles';
    },
  ),
  {
    name: 'a table sends changes only when every delivery stream listens: Firehose reads from its own creation on',
    *violations({ template, resources }) {
      const streamsOf = (id: string) => resources.find(({ logicalId }) => logicalId === id)?.properties;
      for (const [logicalId, { Type, DependsOn = [] }] of Object.entries(template.Resources)) {
        if (Type !== 'AWS::DynamoDB::Table') continue;
        const stream = at(streamsOf(logicalId), 'KinesisStreamSpecification', 'StreamArn');
        for (const reader of resources.filter(({ type }) => type === deliveryStreamType)) {
          const reads =
            at(reader.properties, 'KinesisStreamSourceConfiguration', 'KinesisStreamARN') === stream &&
            stream !== undefined;
          if (reads && ![DependsOn].flat().includes(reader.logicalId))
            yield `${logicalId} does not wait for ${reader.logicalId}`;
        }
      }
    },
  },
];

export function isFirehoseZone(zone: string): boolean {
  if (!/^[a-zA-Z/_]{1,50}$/.test(zone)) return false;
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}
