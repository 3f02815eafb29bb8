import type { Layout } from '../../shared/delivery-streams.ts';
import { errorPrefix } from '../../shared/error-object-keys.ts';
import type { DeliveryStream } from '../delivery-streams.ts';
import type { CloudFormationResource } from '../framework.ts';
import type { Settings } from '../parameters.ts';
import { streamId } from '../sources.ts';
import type { Tag } from '../tags.ts';
import { logicalIds, physicalName } from './names.ts';
import { objectFormat } from './output.ts';
import { processing } from './processors.ts';

/** How long delivery of one partition is tried again. Firehose's default. */
const partitionRetrySeconds = 300;

/**
 * The delivery stream itself.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kinesisfirehose-deliverystream.html
 */
export function firehose(entry: DeliveryStream, settings: Settings, tags: Tag[]): CloudFormationResource {
  const ids = logicalIds(entry);
  const RoleARN = { 'Fn::GetAtt': [ids.role, 'Arn'] };
  return {
    Type: 'AWS::KinesisFirehose::DeliveryStream',
    Properties: {
      DeliveryStreamName: physicalName(settings.stage, entry.name),
      ...source(entry, RoleARN),
      ExtendedS3DestinationConfiguration: {
        BucketARN: { 'Fn::GetAtt': ['LakeBucket', 'Arn'] },
        RoleARN,
        Prefix: entry.prefix + folders(entry.layout),
        ErrorOutputPrefix: `${errorPrefix(entry.name)}!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/`,
        CustomTimeZone: settings.timeZone,
        BufferingHints: { SizeInMBs: settings.deliveryBufferMb, IntervalInSeconds: settings.deliveryBufferSeconds },
        ...objectFormat(entry),
        // The bucket encrypts by default.
        EncryptionConfiguration: { NoEncryptionConfig: 'NoEncryption' },
        S3BackupMode: 'Disabled',
        CloudWatchLoggingOptions: {
          Enabled: true,
          LogGroupName: { Ref: ids.logGroup },
          LogStreamName: { Ref: ids.logStream },
        },
        DynamicPartitioningConfiguration:
          entry.layout.by === 'keys'
            ? { Enabled: true, RetryOptions: { DurationInSeconds: partitionRetrySeconds } }
            : { Enabled: false },
        ProcessingConfiguration: processing(entry, settings),
      },
      Tags: tags,
    },
  };
}

/**
 * Firehose encrypts at rest what is put on it; of a Kinesis stream, the stream does. By AWS's own key no role needs a grant.
 * https://docs.aws.amazon.com/firehose/latest/dev/encryption.html
 */
function source(entry: DeliveryStream, RoleARN: unknown): Record<string, unknown> {
  if (entry.source === undefined) {
    return {
      DeliveryStreamType: 'DirectPut',
      DeliveryStreamEncryptionConfigurationInput: { KeyType: 'AWS_OWNED_CMK' },
    };
  }
  return {
    DeliveryStreamType: 'KinesisStreamAsSource',
    KinesisStreamSourceConfiguration: {
      KinesisStreamARN: { 'Fn::GetAtt': [streamId(entry.source), 'Arn'] },
      RoleARN,
    },
  };
}

/** https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html */
function folders(layout: Layout): string {
  if (layout.by === 'hour') return '!{timestamp:yyyy/MM/dd/HH}/';
  return layout.keys.map((key) => `${key}=!{partitionKeyFromLambda:${key}}/`).join('');
}
