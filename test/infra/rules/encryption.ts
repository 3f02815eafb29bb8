import { at } from '../../support/template-parts.ts';
import { ofType, type Rule, ruleOfEach } from './rule.ts';

export const encryptionRules: Rule[] = [
  ruleOfEach('AWS::S3::Bucket', 'every bucket encrypts what it holds', function* ({ BucketEncryption }) {
    const rules = at(BucketEncryption, 'ServerSideEncryptionConfiguration');
    const algorithm = at(rules, 0, 'ServerSideEncryptionByDefault', 'SSEAlgorithm');
    if (algorithm !== 'AES256' && algorithm !== 'aws:kms') yield 'does not';
  }),
  ruleOfEach('AWS::Kinesis::Stream', 'every stream encrypts what it holds', function* ({ StreamEncryption }, subject) {
    const key = at(StreamEncryption, 'KeyId');
    if (at(StreamEncryption, 'EncryptionType') !== 'KMS' || !key) yield 'does not';
    else if (key !== 'alias/aws/kinesis' && !ofType(subject, 'AWS::KMS::Key').some((one) => one.arn === key))
      yield `encrypts with ${key}`;
  }),
  ruleOfEach(
    'AWS::DynamoDB::Table',
    'every table is encrypted with a key whose use is logged',
    function* ({ SSESpecification }) {
      if (at(SSESpecification, 'SSEEnabled') !== true) yield "is encrypted with DynamoDB's own key";
    },
  ),
  ruleOfEach(
    'AWS::SQS::Queue',
    'every queue encrypts what it holds',
    function* ({ SqsManagedSseEnabled, KmsMasterKeyId }) {
      if (SqsManagedSseEnabled !== true && !KmsMasterKeyId) yield 'does not';
    },
  ),
  ruleOfEach('AWS::SNS::Topic', 'every topic encrypts what it holds', function* ({ KmsMasterKeyId }) {
    if (!KmsMasterKeyId) yield 'does not';
  }),
  ruleOfEach(
    'AWS::KinesisFirehose::DeliveryStream',
    'every delivery stream that takes records from outside encrypts them until they are delivered',
    function* ({ DeliveryStreamType, DeliveryStreamEncryptionConfigurationInput }) {
      const isFed = DeliveryStreamType === 'DirectPut';
      if (isFed && !at(DeliveryStreamEncryptionConfigurationInput, 'KeyType')) yield 'does not';
    },
  ),
  ruleOfEach(
    'AWS::Athena::WorkGroup',
    'results of queries are encrypted, and the client has no say in it',
    function* ({ WorkGroupConfiguration }) {
      if (!at(WorkGroupConfiguration, 'EnforceWorkGroupConfiguration')) yield 'lets the client decide';
      const encryption = at(WorkGroupConfiguration, 'ResultConfiguration', 'EncryptionConfiguration');
      if (!at(encryption, 'EncryptionOption')) yield 'leaves results as they are';
    },
  ),
  ruleOfEach('AWS::KMS::Key', 'every key of the stack is replaced each year', function* ({ EnableKeyRotation }) {
    if (EnableKeyRotation !== true) yield 'is not';
  }),
];
