import { describe, expect, it } from 'vitest';
import { packaged } from '../support/packaged.ts';
import { at, propertiesOf } from '../support/template-parts.ts';

const { template: dev } = await packaged('dev');
const { template: prod } = await packaged('prod');

const destination = (template: typeof dev, logicalId: string) =>
  propertiesOf(template, logicalId).ExtendedS3DestinationConfiguration as Record<string, unknown>;

function transformParameters(logicalId: string, template = dev): Record<string, unknown> {
  const parameters = at(destination(template, logicalId), 'ProcessingConfiguration', 'Processors', 0, 'Parameters');
  return Object.fromEntries(
    (parameters as { ParameterName: string; ParameterValue: unknown }[]).map((one) => [
      one.ParameterName,
      one.ParameterValue,
    ]),
  );
}

describe('chat-by-livestream', () => {
  const properties = destination(dev, 'ChatByLivestreamDeliveryStream');

  it('lays rows out by the partition key that the transform emits', () => {
    expect(properties.Prefix).toBe('chat/by-livestream/LivestreamID=!{partitionKeyFromLambda:LivestreamID}/');
    expect(properties.DynamicPartitioningConfiguration).toEqual({
      Enabled: true,
      RetryOptions: { DurationInSeconds: 300 },
    });
  });

  it('has the transform emit that key', () => {
    expect(propertiesOf(dev, 'FirehoseDashtransformLambdaFunction').Environment).toEqual({
      Variables: {
        POWERTOOLS_SERVICE_NAME: 'firehose-transform',
        POWERTOOLS_METRICS_NAMESPACE: expect.any(String),
        POWERTOOLS_LOG_LEVEL: 'INFO',
        DELIVERY_STREAM: 'chat-by-livestream',
        PARTITION_KEYS: 'LivestreamID',
      },
    });
  });
});

describe('chat-by-time', () => {
  const properties = destination(dev, 'ChatByTimeDeliveryStream');

  it('lays rows out by the hour, without dynamic partitioning', () => {
    expect(properties.Prefix).toBe('chat/by-time/!{timestamp:yyyy/MM/dd/HH}/');
    expect(properties.DynamicPartitioningConfiguration).toEqual({ Enabled: false });
  });

  it('has the transform emit no partition keys', () => {
    expect(
      at(propertiesOf(dev, 'FirehoseDashtransformDashbyDashtimeLambdaFunction'), 'Environment', 'Variables'),
    ).toMatchObject({
      DELIVERY_STREAM: 'chat-by-time',
    });
  });
});

describe.each([
  ['ChatByLivestreamDeliveryStream', 'chat-by-livestream', 'FirehoseDashtransformLambdaFunction'],
  ['ChatByTimeDeliveryStream', 'chat-by-time', 'FirehoseDashtransformDashbyDashtimeLambdaFunction'],
])('delivery stream %s', (logicalId, name, transform) => {
  it('reads the change stream', () => {
    expect(propertiesOf(dev, logicalId)).toMatchObject({
      DeliveryStreamType: 'KinesisStreamAsSource',
      KinesisStreamSourceConfiguration: { KinesisStreamARN: { 'Fn::GetAtt': ['ChangeStream', 'Arn'] } },
    });
  });

  it('keeps refused records apart by error type and hour', () => {
    expect(destination(dev, logicalId).ErrorOutputPrefix).toBe(
      `errors/${name}/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/`,
    );
  });

  it('calls its own transform with both buffer hints, for one of them alone is refused', () => {
    expect(at(destination(dev, logicalId), 'ProcessingConfiguration', 'Enabled')).toBe(true);
    expect(transformParameters(logicalId)).toEqual({
      LambdaArn: { 'Fn::GetAtt': [transform, 'Arn'] },
      RoleArn: { 'Fn::GetAtt': [logicalId.replace('DeliveryStream', 'DeliveryRole'), 'Arn'] },
      BufferSizeInMBs: '1',
      BufferIntervalInSeconds: '10',
      NumberOfRetries: '3',
    });
  });

  it('writes gzipped JSON lines', () => {
    expect(destination(dev, logicalId)).toMatchObject({
      CompressionFormat: 'GZIP',
      FileExtension: '.json.gz',
      CustomTimeZone: 'UTC',
    });
  });

  it('delivers every minute in dev, and larger objects in prod', () => {
    expect(destination(dev, logicalId).BufferingHints).toEqual({ SizeInMBs: 64, IntervalInSeconds: 60 });
    expect(destination(prod, logicalId).BufferingHints).toEqual({ SizeInMBs: 128, IntervalInSeconds: 300 });
    expect(transformParameters(logicalId, prod).BufferIntervalInSeconds).toBe('60');
  });

  it('exists before the table begins to send', () => {
    expect(dev.Resources.ChatMessagesTable?.DependsOn).toContain(logicalId);
  });
});
