/** What CloudFormation's `Ref` and `Fn::GetAtt` answer for the resource types that the local stack knows. */
export interface ResourceIdentity {
  /** The property that holds the physical name, a dot where it lies in another; without it the logical id serves. */
  nameProperty?: string;
  /** What `Ref` answers, unless it is the name. */
  ref?: (place: Place, name: string) => string;
  arn?: (place: Place, name: string) => string;
  /** Attributes besides `Arn`. */
  attributes?: (place: Place, name: string) => Record<string, string>;
}

/** Where a stack lives. */
export interface Place {
  accountId: string;
  region: string;
  /** Where the local stack answers; queue URLs begin with it. */
  endpointUrl?: string | undefined;
}

/** The instant in every local table stream's label: AWS puts the time the stream was enabled. */
const TABLE_STREAM_LABEL = '2026-01-01T00:00:00.000';

const inRegion =
  (service: string, prefix: string) =>
  ({ accountId, region }: Place, name: string) =>
    `arn:aws:${service}:${region}:${accountId}:${prefix}${name}`;

const queueUrl = ({ accountId, region, endpointUrl }: Place, name: string) =>
  `${endpointUrl ?? `https://sqs.${region}.amazonaws.com`}/${accountId}/${name}`;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/resource-types.html, "Return values" of each type. */
export const resourceIdentities: Record<string, ResourceIdentity> = {
  'AWS::Athena::WorkGroup': { nameProperty: 'Name' },
  'AWS::CloudWatch::Alarm': { nameProperty: 'AlarmName', arn: inRegion('cloudwatch', 'alarm:') },
  'AWS::CloudWatch::Dashboard': { nameProperty: 'DashboardName' },
  'AWS::DynamoDB::Table': {
    nameProperty: 'TableName',
    arn: inRegion('dynamodb', 'table/'),
    attributes: (place, name) => ({
      StreamArn: `${inRegion('dynamodb', 'table/')(place, name)}/stream/${TABLE_STREAM_LABEL}`,
    }),
  },
  'AWS::Events::EventBus': { nameProperty: 'Name', arn: inRegion('events', 'event-bus/') },
  'AWS::Events::Rule': { nameProperty: 'Name', arn: inRegion('events', 'rule/') },
  'AWS::Glue::Database': { nameProperty: 'DatabaseInput.Name' },
  'AWS::Glue::Table': { nameProperty: 'TableInput.Name' },
  'AWS::IAM::Role': {
    nameProperty: 'RoleName',
    arn: ({ accountId }, name) => `arn:aws:iam::${accountId}:role/${name}`,
  },
  'AWS::KMS::Key': { arn: inRegion('kms', 'key/') },
  'AWS::Kinesis::Stream': { nameProperty: 'Name', arn: inRegion('kinesis', 'stream/') },
  'AWS::KinesisFirehose::DeliveryStream': {
    nameProperty: 'DeliveryStreamName',
    arn: inRegion('firehose', 'deliverystream/'),
  },
  'AWS::Lambda::Function': { nameProperty: 'FunctionName', arn: inRegion('lambda', 'function:') },
  'AWS::Logs::LogGroup': {
    nameProperty: 'LogGroupName',
    arn: (place, name) => `${inRegion('logs', 'log-group:')(place, name)}:*`,
  },
  'AWS::Logs::LogStream': { nameProperty: 'LogStreamName' },
  'AWS::S3::Bucket': {
    nameProperty: 'BucketName',
    arn: (_place, name) => `arn:aws:s3:::${name}`,
    attributes: ({ region }, name) => ({
      DomainName: `${name}.s3.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
    }),
  },
  'AWS::SNS::Topic': {
    nameProperty: 'TopicName',
    ref: inRegion('sns', ''),
    arn: inRegion('sns', ''),
    attributes: (place, name) => ({ TopicArn: inRegion('sns', '')(place, name), TopicName: name }),
  },
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    ref: queueUrl,
    arn: inRegion('sqs', ''),
    attributes: (place, name) => ({ QueueName: name, QueueUrl: queueUrl(place, name) }),
  },
};
