/** How AWS SDKs address a service: its name in the SigV4 credential scope and, for AWS JSON, its `X-Amz-Target` prefix. */
export interface ServiceAddress {
  name: string;
  signingName: string;
  target?: string;
}

/** As the services' Smithy models give them. */
export const AWS_SERVICES: ServiceAddress[] = [
  { name: 'CloudWatch', signingName: 'monitoring', target: 'GraniteServiceVersion20100801' },
  { name: 'DynamoDB', signingName: 'dynamodb', target: 'DynamoDB_20120810' },
  { name: 'DynamoDB Streams', signingName: 'dynamodb', target: 'DynamoDBStreams_20120810' },
  { name: 'EventBridge', signingName: 'events', target: 'AWSEvents' },
  { name: 'Firehose', signingName: 'firehose', target: 'Firehose_20150804' },
  { name: 'Kinesis', signingName: 'kinesis', target: 'Kinesis_20131202' },
  { name: 'Lambda', signingName: 'lambda' },
  { name: 'S3', signingName: 's3' },
  { name: 'SNS', signingName: 'sns' },
  { name: 'SQS', signingName: 'sqs', target: 'AmazonSQS' },
];

/** Lambda's REST paths begin with the version of its API. https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html */
export const LAMBDA_PATHS = ['/2015-03-31/functions', '/2015-03-31/event-source-mappings'];
