import type { Layout } from '../../shared/delivery-streams.ts';
import { errorPrefix } from '../../shared/error-object-keys.ts';
import type { DeliveryStream } from '../delivery-streams.ts';
import type { CloudFormationResource } from '../framework.ts';
import type { Settings } from '../settings.ts';
import { streamId } from '../sources.ts';
import type { Tag } from '../tags.ts';
import { logicalIds, physicalName } from './names.ts';

/**
 * A batch for the transform, in MB: Firehose's default. Base64 and the record's metadata make it about 1.6 MB of event,
 * so that neither the event nor the answer, which is smaller, comes near Lambda's 6 MB.
 */
const transformBufferMb = 1;

/** Tries after the first that fails as a whole (a crash, a timeout, a throttle). Firehose's default. */
const transformRetries = 3;

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
      DeliveryStreamType: 'KinesisStreamAsSource',
      KinesisStreamSourceConfiguration: {
        KinesisStreamARN: { 'Fn::GetAtt': [streamId(entry.source), 'Arn'] },
        RoleARN,
      },
      ExtendedS3DestinationConfiguration: {
        BucketARN: { 'Fn::GetAtt': ['LakeBucket', 'Arn'] },
        RoleARN,
        Prefix: entry.prefix + folders(entry.layout),
        ErrorOutputPrefix: `${errorPrefix(entry.name)}!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/`,
        CustomTimeZone: settings.timeZone,
        BufferingHints: { SizeInMBs: settings.deliveryBufferMb, IntervalInSeconds: settings.deliveryBufferSeconds },
        CompressionFormat: 'GZIP',
        FileExtension: '.json.gz',
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
        ProcessingConfiguration: {
          // Left out it would mean false.
          Enabled: true,
          Processors: [
            {
              Type: 'Lambda',
              Parameters: parameters({
                LambdaArn: { 'Fn::GetAtt': [ids.function, 'Arn'] },
                RoleArn: RoleARN,
                BufferSizeInMBs: String(transformBufferMb),
                BufferIntervalInSeconds: String(settings.transformBufferSeconds),
                NumberOfRetries: String(transformRetries),
              }),
            },
          ],
        },
      },
      Tags: tags,
    },
  };
}

const parameters = (values: Record<string, unknown>) =>
  Object.entries(values).map(([ParameterName, ParameterValue]) => ({ ParameterName, ParameterValue }));

/** https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html */
function folders(layout: Layout): string {
  if (layout.by === 'hour') return '!{timestamp:yyyy/MM/dd/HH}/';
  return layout.keys.map((key) => `${key}=!{partitionKeyFromLambda:${key}}/`).join('');
}
