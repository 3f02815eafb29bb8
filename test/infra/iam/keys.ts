import { at } from '../../support/template-parts.ts';
import { ofType, type Subject } from '../rules/rule.ts';

/** Where a resource names the key that encrypts what it holds. */
const keyPaths: Record<string, (string | number)[]> = {
  'AWS::DynamoDB::Table': ['SSESpecification', 'KMSMasterKeyId'],
  'AWS::Kinesis::Stream': ['StreamEncryption', 'KeyId'],
  'AWS::KinesisFirehose::DeliveryStream': ['DeliveryStreamEncryptionConfigurationInput', 'KeyARN'],
  'AWS::Logs::LogGroup': ['KmsKeyId'],
  'AWS::S3::Bucket': [
    'BucketEncryption',
    'ServerSideEncryptionConfiguration',
    0,
    'ServerSideEncryptionByDefault',
    'KMSMasterKeyID',
  ],
  'AWS::SNS::Topic': ['KmsMasterKeyId'],
  'AWS::SQS::Queue': ['KmsMasterKeyId'],
};

/** The key of the stack that encrypts what an ARN names; undefined where AWS's own does, which asks no leave of a role. */
export function ownKeyOf(subject: Subject, arn: string): string | undefined {
  const target = subject.resources.find(
    (resource) => resource.arn !== '' && (arn === resource.arn || arn.startsWith(`${resource.arn}/`)),
  );
  const path = target && keyPaths[target.type];
  const named = path && at(target.properties, ...path);
  return ofType(subject, 'AWS::KMS::Key').find((key) => [key.name, key.arn].includes(String(named)))?.arn;
}

/** What a role needs of the key beside its own action. https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html */
export const keyActionsFor = (action: string): string[] =>
  /:(?:Get|Receive)/.test(action) ? ['kms:Decrypt'] : ['kms:Decrypt', 'kms:GenerateDataKey'];
