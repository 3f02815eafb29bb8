import type { Resource } from '../../../local/template/resolve.ts';
import { at } from '../../support/template-parts.ts';
import { deliveryStreamType, destinationOf } from '../rules/delivery-stream.ts';
import { ofType, type Subject } from '../rules/rule.ts';

/** An action that is called by a service of AWS under a role, and why. */
export interface Need {
  action: string;
  because: string;
}

const needs = (because: string, ...actions: string[]): Need[] => actions.map((action) => ({ action, because }));

/** What Lambda itself does under a function's role: its log, and what its event source mappings read and give up. */
export function needsOfLambda(subject: Subject, fn: Resource): Need[] {
  const mappings = ofType(subject, 'AWS::Lambda::EventSourceMapping').filter(({ properties }) =>
    [fn.name, fn.arn].includes(String(properties.FunctionName)),
  );
  return [
    ...needs('Lambda writes the log', 'logs:CreateLogStream', 'logs:PutLogEvents'),
    ...mappings.flatMap(({ properties }) => [...needsOfSource(properties), ...needsOfDestination(properties)]),
  ];
}

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html */
function needsOfSource({ EventSourceArn }: Record<string, unknown>): Need[] {
  const service = String(EventSourceArn).split(':')[2]!;
  const actions: Record<string, string[]> = {
    dynamodb: ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'],
    kinesis: ['DescribeStream', 'DescribeStreamSummary', 'GetRecords', 'GetShardIterator', 'ListShards'],
    sqs: ['DeleteMessage', 'GetQueueAttributes', 'ReceiveMessage'],
  };
  return needs('the event source mapping reads', ...actions[service]!.map((action) => `${service}:${action}`));
}

/** https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html */
function needsOfDestination({ DestinationConfig }: Record<string, unknown>): Need[] {
  const arn = at(DestinationConfig, 'OnFailure', 'Destination');
  if (arn === undefined) return [];
  const service = String(arn).split(':')[2]!;
  const actions: Record<string, string[]> = {
    s3: ['s3:ListBucket', 's3:PutObject'],
    sns: ['sns:Publish'],
    sqs: ['sqs:SendMessage'],
  };
  return needs('the event source mapping keeps what it gives up', ...actions[service]!);
}

/** What Firehose does under a role. https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html */
export function needsOfFirehose(subject: Subject, role: Resource): Need[] {
  const stream = ofType(subject, deliveryStreamType).find(
    ({ properties }) => at(properties.ExtendedS3DestinationConfiguration, 'RoleARN') === role.arn,
  );
  if (!stream) return [];
  const { isConverted, processors } = destinationOf(stream.properties);
  const named = (service: string, ...actions: string[]) => actions.map((action) => `${service}:${action}`);
  const source = named('kinesis', 'DescribeStream', 'GetRecords', 'GetShardIterator', 'ListShards');
  return [
    ...needs('it finds the bucket', ...named('s3', 'GetBucketLocation', 'ListBucket', 'ListBucketMultipartUploads')),
    ...needs('it writes objects', ...named('s3', 'AbortMultipartUpload', 'GetObject', 'PutObject')),
    ...needs('it logs errors', 'logs:PutLogEvents'),
    ...(stream.properties.KinesisStreamSourceConfiguration ? needs('it reads its source', ...source) : []),
    ...(processors.some(({ type }) => type === 'Lambda')
      ? needs('it calls the transform', ...named('lambda', 'GetFunctionConfiguration', 'InvokeFunction'))
      : []),
    ...(isConverted
      ? needs('it looks up columns', ...named('glue', 'GetTable', 'GetTableVersion', 'GetTableVersions'))
      : []),
  ];
}
