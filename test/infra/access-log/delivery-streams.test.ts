import { describe, expect, it } from 'vitest';
import { packaged } from '../../support/packaged.ts';
import { at, propertiesOf } from '../../support/template-parts.ts';

const { template: dev } = await packaged('dev', { accessLog: 'true' });

const destination = (logicalId: string) =>
  propertiesOf(dev, logicalId).ExtendedS3DestinationConfiguration as Record<string, unknown>;

/** Processors by type, in their order. */
const processorsOf = (logicalId: string) => {
  const processors = at(destination(logicalId), 'ProcessingConfiguration', 'Processors') as {
    Type: string;
    Parameters: { ParameterName: string; ParameterValue: unknown }[];
  }[];
  return processors.map(({ Type, Parameters }): [string, Record<string, unknown>] => [
    Type,
    Object.fromEntries(Parameters.map(({ ParameterName, ParameterValue }) => [ParameterName, ParameterValue])),
  ]);
};

const all: [logicalId: string, name: string, prefix: string, transform: string][] = [
  ['AccessLogDeliveryStream', 'access-log', 'access-log/', 'GeoDashipDashtransform'],
  ['AccessLogReplayDeliveryStream', 'access-log-replay', 'access-log/', 'GeoDashipDashtransformDashreplay'],
  ['AccessLogCsvDeliveryStream', 'access-log-csv', 'access-log-csv/', 'GeoDashipDashtransformDashcsv'],
  [
    'AccessLogCsvReplayDeliveryStream',
    'access-log-csv-replay',
    'access-log-csv/',
    'GeoDashipDashtransformDashcsvDashreplay',
  ],
];

describe.each(all)('delivery stream %s', (logicalId, name, prefix, transform) => {
  it('takes what is put on it', () => {
    expect(propertiesOf(dev, logicalId)).toMatchObject({
      DeliveryStreamName: `tributary-dev-${name}`,
      DeliveryStreamType: 'DirectPut',
    });
  });

  it('lays rows out by country and day', () => {
    expect(destination(logicalId)).toMatchObject({
      Prefix: `${prefix}country=!{partitionKeyFromLambda:country}/day=!{partitionKeyFromLambda:day}/`,
      DynamicPartitioningConfiguration: { Enabled: true, RetryOptions: { DurationInSeconds: 300 } },
    });
  });

  it('keeps refused records apart under its own name', () => {
    expect(destination(logicalId).ErrorOutputPrefix).toBe(
      `errors/${name}/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/`,
    );
  });

  it('calls its own transform last', () => {
    expect(processorsOf(logicalId).at(-1)).toEqual([
      'Lambda',
      {
        LambdaArn: { 'Fn::GetAtt': [`${transform}LambdaFunction`, 'Arn'] },
        RoleArn: { 'Fn::GetAtt': [logicalId.replace('DeliveryStream', 'DeliveryRole'), 'Arn'] },
        // Rows are longer than what they come from: see `answers a whole batch` of the functions.
        BufferSizeInMBs: '0.25',
        BufferIntervalInSeconds: '10',
        NumberOfRetries: '3',
      },
    ]);
  });

  it('does not hold up the table of changes', () => {
    expect(dev.Resources.ChatMessagesTable?.DependsOn).not.toContain(logicalId);
  });
});

describe('several lines in a record', () => {
  it('are taken apart before the transform sees them', () => {
    expect(processorsOf('AccessLogDeliveryStream').map(([type]) => type)).toEqual(['RecordDeAggregation', 'Lambda']);
    expect(processorsOf('AccessLogDeliveryStream')[0]).toEqual([
      'RecordDeAggregation',
      // Firehose takes a delimiter in base64: a newline.
      { SubRecordType: 'DELIMITED', Delimiter: 'Cg==' },
    ]);
  });

  it.each(all.slice(1))(
    'are not in %s: a field of CSV may hold a line end, and a replay sends one each',
    (logicalId) => {
      expect(processorsOf(logicalId).map(([type]) => type)).toEqual(['Lambda']);
    },
  );
});

describe('what objects hold', () => {
  it.each(['AccessLogDeliveryStream', 'AccessLogReplayDeliveryStream'])(
    '%s: Parquet, by the newest columns of the one table',
    (logicalId) => {
      const properties = destination(logicalId);
      expect(properties).toMatchObject({ CompressionFormat: 'UNCOMPRESSED' });
      expect(properties).not.toHaveProperty('FileExtension');
      expect(at(properties, 'BufferingHints', 'SizeInMBs')).toBeGreaterThanOrEqual(64);
      expect(properties.DataFormatConversionConfiguration).toEqual({
        Enabled: true,
        InputFormatConfiguration: { Deserializer: { OpenXJsonSerDe: { CaseInsensitive: true } } },
        OutputFormatConfiguration: { Serializer: { ParquetSerDe: { Compression: 'SNAPPY' } } },
        SchemaConfiguration: {
          CatalogId: { Ref: 'AWS::AccountId' },
          DatabaseName: { Ref: 'LakeDatabase' },
          Region: { Ref: 'AWS::Region' },
          RoleARN: { 'Fn::GetAtt': [logicalId.replace('DeliveryStream', 'DeliveryRole'), 'Arn'] },
          // A reference, so that the table is there before the delivery stream looks for it.
          TableName: { Ref: 'AccessLogGlueTable' },
          VersionId: 'LATEST',
        },
      });
    },
  );

  it.each(['AccessLogCsvDeliveryStream', 'AccessLogCsvReplayDeliveryStream'])('%s: gzipped JSON lines', (logicalId) => {
    expect(destination(logicalId)).toMatchObject({ CompressionFormat: 'GZIP', FileExtension: '.json.gz' });
    expect(destination(logicalId)).not.toHaveProperty('DataFormatConversionConfiguration');
  });
});

it('none of them is there unless the stage asks for it', async () => {
  const { template } = await packaged('prod');
  expect(Object.keys(template.Resources).filter((id) => /AccessLog|GeoDash|GeoIp/.test(id))).toEqual([]);
});
