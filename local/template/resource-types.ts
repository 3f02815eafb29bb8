/** What CloudFormation's `Ref` and `Fn::GetAtt` answer for the resource types that the local stack knows. */
export interface ResourceIdentity {
  /** The property that holds the physical name, a dot where it lies in another; without it the logical id serves. */
  nameProperty?: string;
  /** `Ref` answers the name, unless this says the ARN. */
  refIsArn?: true;
  arn?: (place: Place, name: string) => string;
  /** Attributes besides `Arn`. */
  attributes?: (place: Place, name: string) => Record<string, string>;
}

/** Where a stack lives. */
export interface Place {
  accountId: string;
  region: string;
}

/** The instant in every local table stream's label: AWS puts the time the stream was enabled. */
const TABLE_STREAM_LABEL = '2026-01-01T00:00:00.000';

const inRegion =
  (service: string, prefix: string) =>
  ({ accountId, region }: Place, name: string) =>
    `arn:aws:${service}:${region}:${accountId}:${prefix}${name}`;

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
    refIsArn: true,
    arn: inRegion('sns', ''),
    attributes: (place, name) => ({ TopicArn: inRegion('sns', '')(place, name), TopicName: name }),
  },
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    arn: inRegion('sqs', ''),
    attributes: (_place, name) => ({ QueueName: name }),
  },
};
