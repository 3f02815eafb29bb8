import type { FirehoseContext } from '../context.ts';
import type { HostedStream } from '../hosted-stream.ts';

/** Every delivery stream has one destination, by this name (captured). */
export const DESTINATION_ID = 'destinationId-000000000001';
const MIB = 1024 * 1024;

/** https://docs.aws.amazon.com/firehose/latest/APIReference/API_DescribeDeliveryStream.html */
export function describeDeliveryStream(context: FirehoseContext, input: Record<string, unknown>) {
  const { arn, configuration, record } = context.find(input.DeliveryStreamName);
  return {
    DeliveryStreamDescription: {
      DeliveryStreamName: configuration.name,
      DeliveryStreamARN: arn,
      DeliveryStreamStatus: 'ACTIVE',
      DeliveryStreamEncryptionConfiguration: { Status: 'DISABLED' },
      DeliveryStreamType: configuration.source.type,
      VersionId: String(record.version),
      CreateTimestamp: record.createdMs / 1000,
      ...(record.updatedMs !== undefined && { LastUpdateTimestamp: record.updatedMs / 1000 }),
      ...sourceOf({ configuration, record }),
      Destinations: [destinationOf({ configuration, record })],
      HasMoreDestinations: false,
    },
  };
}

function sourceOf({ configuration: { source }, record }: Pick<HostedStream, 'configuration' | 'record'>) {
  if (source.type === 'DirectPut') return {};
  const { RoleARN } = (record.properties.KinesisStreamSourceConfiguration ?? {}) as { RoleARN?: string };
  return {
    Source: {
      KinesisStreamSourceDescription: {
        KinesisStreamARN: source.streamArn,
        RoleARN,
        DeliveryStartTimestamp: record.createdMs / 1000,
      },
    },
  };
}

/** What was given, with AWS's defaults for what was not; under both names, whichever was used (captured). */
function destinationOf({ configuration, record }: Pick<HostedStream, 'configuration' | 'record'>) {
  const { ExtendedS3DestinationConfiguration: extended, S3DestinationConfiguration: plain } = record.properties;
  const given = (extended ?? plain) as Record<string, unknown>;
  const common = {
    RoleARN: given.RoleARN,
    BucketARN: given.BucketARN,
    Prefix: given.Prefix,
    ErrorOutputPrefix: given.ErrorOutputPrefix,
    BufferingHints: {
      SizeInMBs: configuration.buffer.sizeBytes / MIB,
      IntervalInSeconds: configuration.buffer.intervalMs / 1000,
    },
    CompressionFormat: configuration.compression,
    EncryptionConfiguration: given.EncryptionConfiguration ?? { NoEncryptionConfig: 'NoEncryption' },
    CloudWatchLoggingOptions: given.CloudWatchLoggingOptions ?? { Enabled: false },
  };
  return {
    DestinationId: DESTINATION_ID,
    S3DestinationDescription: common,
    ExtendedS3DestinationDescription: {
      ...common,
      ProcessingConfiguration: given.ProcessingConfiguration,
      S3BackupMode: 'Disabled',
      DynamicPartitioningConfiguration: given.DynamicPartitioningConfiguration,
      DataFormatConversionConfiguration: given.DataFormatConversionConfiguration,
      FileExtension: given.FileExtension,
      CustomTimeZone: given.CustomTimeZone,
    },
  };
}
