import { describe, expect, it } from 'vitest';
import { packaged } from '../support/packaged.ts';
import { resourceType } from '../support/specification.ts';
import { at, objectsIn, propertiesOf, resourcesOf } from '../support/template-parts.ts';
import { variants } from './variants.ts';

/** Types whose loss loses data or history. */
const statefulTypes = [
  'AWS::DynamoDB::Table',
  'AWS::Kinesis::Stream',
  'AWS::KMS::Key',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::SQS::Queue',
];

describe.each(variants)('stage %s, %o', async (stage, parameters) => {
  const { template } = await packaged(stage, parameters);
  const resources = Object.entries(template.Resources);

  it('tags everything that takes tags', () => {
    const untagged = resources.filter(([, { Type, Properties }]) => {
      const { tagInformation } = resourceType(Type);
      const tags = tagInformation && Properties[tagInformation.tagPropertyName];
      return (
        tagInformation &&
        JSON.stringify(tags) !==
          JSON.stringify([
            { Key: 'Project', Value: 'tributary' },
            { Key: 'Stage', Value: stage },
          ])
      );
    });
    expect(untagged.map(([logicalId]) => logicalId)).toEqual([]);
  });

  it('says of everything that holds data what becomes of it', () => {
    const unsaid = resources.filter(
      ([, { Type, DeletionPolicy, UpdateReplacePolicy }]) =>
        statefulTypes.includes(Type) && !(DeletionPolicy && UpdateReplacePolicy),
    );
    expect(unsaid.map(([logicalId]) => logicalId)).toEqual([]);
  });

  it.each(['ChatMessagesTable', 'ChangeStream', 'LakeBucket'])(
    'lets %s outlive the stack in prod only',
    (logicalId) => {
      const policy = stage === 'prod' ? 'Retain' : 'Delete';
      expect(template.Resources[logicalId]).toMatchObject({ DeletionPolicy: policy, UpdateReplacePolicy: policy });
    },
  );

  it('gives every log group a retention, and every function and delivery stream a log group', () => {
    const groups = resourcesOf(template, 'AWS::Logs::LogGroup').map(([, { Properties }]) => Properties);
    expect(groups.filter(({ RetentionInDays }) => typeof RetentionInDays !== 'number')).toEqual([]);
    const functions = resourcesOf(template, 'AWS::Lambda::Function').map(
      ([, { Properties }]) => `/aws/lambda/${Properties.FunctionName}`,
    );
    const streams = resourcesOf(template, 'AWS::KinesisFirehose::DeliveryStream').map(
      ([, { Properties }]) => `/aws/kinesisfirehose/${Properties.DeliveryStreamName}`,
    );
    expect(groups.map(({ LogGroupName }) => LogGroupName).sort()).toEqual([...functions, ...streams].sort());
  });

  it('creates the log stream of every delivery stream beforehand', () => {
    for (const [logicalId, { Properties }] of resourcesOf(template, 'AWS::KinesisFirehose::DeliveryStream')) {
      const base = logicalId.replace(/Stream$/, '');
      expect(at(Properties, 'ExtendedS3DestinationConfiguration', 'CloudWatchLoggingOptions')).toEqual({
        Enabled: true,
        LogGroupName: { Ref: `${base}LogGroup` },
        LogStreamName: { Ref: `${base}LogStream` },
      });
      expect(propertiesOf(template, `${base}LogStream`).LogGroupName).toEqual({ Ref: `${base}LogGroup` });
    }
  });

  it.each(resourcesOf(template, 'AWS::S3::Bucket'))(
    'keeps bucket %s private, encrypted, versioned and cleaned up',
    (_logicalId, { Properties }) => {
      expect(Properties).toMatchObject({
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        VersioningConfiguration: { Status: 'Enabled' },
      });
      const rules = at(Properties, 'LifecycleConfiguration', 'Rules') as Record<string, unknown>[];
      expect(rules.some(({ NoncurrentVersionExpiration }) => NoncurrentVersionExpiration)).toBe(true);
      expect(rules.some(({ AbortIncompleteMultipartUpload }) => AbortIncompleteMultipartUpload)).toBe(true);
    },
  );

  it('never lets rows or refused records expire', () => {
    const rules = at(propertiesOf(template, 'LakeBucket'), 'LifecycleConfiguration', 'Rules') as Record<
      string,
      unknown
    >[];
    const days = rules.flatMap(({ Prefix, ExpirationInDays }) =>
      ExpirationInDays ? [[Prefix, ExpirationInDays]] : [],
    );
    // What tells that an error object is replayed stays as long as the object could be put back.
    expect(Object.fromEntries(days)).toEqual({ 'athena-results/': 30, 'replayed/': 90, 'ledger/': 90 });
  });

  it.each(['AWS::S3::Bucket', 'AWS::SNS::Topic', 'AWS::SQS::Queue'])(
    'refuses whoever comes without TLS to any %s',
    (type) => {
      const policies = [
        ...resourcesOf(template, 'AWS::S3::BucketPolicy'),
        ...resourcesOf(template, 'AWS::SNS::TopicPolicy'),
        ...resourcesOf(template, 'AWS::SQS::QueuePolicy'),
      ];
      for (const [logicalId] of resourcesOf(template, type)) {
        const own = policies.filter(([, { Properties }]) =>
          [...objectsIn([Properties.Bucket, Properties.Topics, Properties.Queues])].some(
            ({ Ref }) => Ref === logicalId,
          ),
        );
        const denials = own
          .flatMap(([, { Properties }]) => at(Properties, 'PolicyDocument', 'Statement') as Record<string, unknown>[])
          .filter(({ Effect, Principal }) => Effect === 'Deny' && Principal === '*');
        expect(denials.map((denial) => String(at(denial, 'Condition', 'Bool', 'aws:SecureTransport')))).toEqual([
          'false',
        ]);
      }
    },
  );

  it('encrypts what is put on a delivery stream while Firehose holds it; of a stream, the stream does', () => {
    for (const [, { Properties }] of resourcesOf(template, 'AWS::KinesisFirehose::DeliveryStream')) {
      const isDirect = Properties.DeliveryStreamType === 'DirectPut';
      expect(Properties.DeliveryStreamEncryptionConfigurationInput).toEqual(
        isDirect ? { KeyType: 'AWS_OWNED_CMK' } : undefined,
      );
      expect('KinesisStreamSourceConfiguration' in Properties).toBe(!isDirect);
    }
  });

  it('sends events of the lake to EventBridge', () => {
    expect(propertiesOf(template, 'LakeBucket').NotificationConfiguration).toEqual({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    });
  });

  it('captures every change of the table, in microseconds, and can bring the table back', () => {
    expect(propertiesOf(template, 'ChatMessagesTable')).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      KinesisStreamSpecification: {
        StreamArn: { 'Fn::GetAtt': ['ChangeStream', 'Arn'] },
        ApproximateCreationDateTimePrecision: 'MICROSECOND',
      },
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
      DeletionProtectionEnabled: stage === 'prod',
    });
  });

  it('encrypts the change stream and keeps it longer in prod', () => {
    expect(propertiesOf(template, 'ChangeStream')).toMatchObject({
      StreamModeDetails: { StreamMode: 'ON_DEMAND' },
      StreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' },
      RetentionPeriodHours: stage === 'prod' ? 168 : 24,
    });
  });

  it('encrypts query results and leaves the client no say in it', () => {
    expect(propertiesOf(template, 'LakeWorkgroup').WorkGroupConfiguration).toMatchObject({
      EnforceWorkGroupConfiguration: true,
      ResultConfiguration: {
        OutputLocation: { 'Fn::Sub': 's3://${LakeBucket}/athena-results/' },
        EncryptionConfiguration: { EncryptionOption: 'SSE_S3' },
      },
    });
  });
});
