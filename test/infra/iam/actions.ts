import type { SdkCall } from './bundle-calls.ts';

/** What IAM calls a service, where its client is called otherwise. */
const services: Record<string, string> = {
  'cloudwatch-logs': 'logs',
  'dynamodb-streams': 'dynamodb',
  eventbridge: 'events',
};

/**
 * What IAM asks for a call, where that is not the action of its name.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 * https://docs.aws.amazon.com/sns/latest/dg/sns-batch-api-actions.html
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-batch-api-actions.html
 */
const others: Record<string, string[]> = {
  's3 CopyObject': ['s3:GetObject', 's3:PutObject'],
  's3 DeleteObjects': ['s3:DeleteObject'],
  's3 HeadBucket': ['s3:ListBucket'],
  's3 HeadObject': ['s3:GetObject'],
  's3 ListObjectsV2': ['s3:ListBucket'],
  'sns PublishBatch': ['sns:Publish'],
  'sqs DeleteMessageBatch': ['sqs:DeleteMessage'],
  'sqs SendMessageBatch': ['sqs:SendMessage'],
};

export const actionsOf = ({ client, command }: SdkCall): string[] =>
  others[`${client} ${command}`] ?? [`${services[client] ?? client}:${command}`];
