import { describe, expect, it } from 'vitest';
import { packaged, type Template } from '../support/packaged.ts';
import { at } from '../support/template-parts.ts';

const { template: dev } = await packaged('dev');
const { template: prod } = await packaged('prod');

/** Where a type says its name in AWS. */
const nameProperties: Record<string, string[]> = {
  'AWS::Athena::NamedQuery': ['Name'],
  'AWS::Athena::WorkGroup': ['Name'],
  'AWS::CloudWatch::Alarm': ['AlarmName'],
  'AWS::CloudWatch::Dashboard': ['DashboardName'],
  'AWS::DynamoDB::Table': ['TableName'],
  'AWS::Events::EventBus': ['Name'],
  'AWS::Events::Rule': ['Name'],
  'AWS::Glue::Database': ['DatabaseInput', 'Name'],
  'AWS::IAM::Role': ['RoleName'],
  'AWS::KMS::Alias': ['AliasName'],
  'AWS::Kinesis::Stream': ['Name'],
  'AWS::KinesisFirehose::DeliveryStream': ['DeliveryStreamName'],
  'AWS::Lambda::Function': ['FunctionName'],
  'AWS::Logs::LogGroup': ['LogGroupName'],
  'AWS::S3::Bucket': ['BucketName'],
  'AWS::SNS::Topic': ['TopicName'],
  'AWS::SQS::Queue': ['QueueName'],
};

/** Types that have no name, or one inside something that has. */
const nameless = [
  'AWS::Glue::Table',
  'AWS::KMS::Key',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogStream',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
];

const namesOf = ({ Resources }: Template): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(Resources)
      .filter(([, { Type }]) => !nameless.includes(Type))
      .map(([logicalId, { Type, Properties }]): [string, unknown] => {
        const path = nameProperties[Type];
        if (!path) throw new Error(`${Type}: say in this test where its name is.`);
        return [logicalId, at(Properties, ...path)];
      })
      .filter(([, name]) => name !== undefined),
  );

it('names what users, operators and the local stack go by', () => {
  // Alarms have a table of their own, in alarms/text.test.ts.
  const others = Object.entries(namesOf(dev)).filter(([logicalId]) => !logicalId.endsWith('Alarm'));
  expect(Object.fromEntries(others)).toEqual({
    ChatMessagesTable: 'tributary-dev-chat-messages',
    ChangeStream: 'tributary-dev-changes',
    LakeBucket: { 'Fn::Sub': 'tributary-dev-lake-${AWS::AccountId}-${AWS::Region}' },
    LakeDatabase: 'tributary_dev',
    LakeWorkgroup: 'tributary-dev',
    RowsPerLivestreamQuery: 'tributary-dev-rows-per-livestream',
    MessagesPerMinuteQuery: 'tributary-dev-messages-per-minute',
    BroadcastInOrderQuery: 'tributary-dev-broadcast-in-order',
    ChatMessagesCurrentQuery: 'tributary-dev-create-view-chat-messages-current',
    AlarmTopic: 'tributary-dev-alarms',
    AlarmTopicKeyAlias: 'alias/tributary-dev-alarms',
    FirehoseDashtransformLambdaFunction: 'tributary-dev-firehose-transform',
    FirehoseDashtransformLogGroup: '/aws/lambda/tributary-dev-firehose-transform',
    FirehoseDashtransformDashbyDashtimeLambdaFunction: 'tributary-dev-firehose-transform-by-time',
    FirehoseDashtransformDashbyDashtimeLogGroup: '/aws/lambda/tributary-dev-firehose-transform-by-time',
    ChatByLivestreamDeliveryStream: 'tributary-dev-chat-by-livestream',
    ChatByLivestreamDeliveryLogGroup: '/aws/kinesisfirehose/tributary-dev-chat-by-livestream',
    ChatByTimeDeliveryStream: 'tributary-dev-chat-by-time',
    ChatByTimeDeliveryLogGroup: '/aws/kinesisfirehose/tributary-dev-chat-by-time',
    DlqDashreprocessorLambdaFunction: 'tributary-dev-dlq-reprocessor',
    DlqDashreprocessorLogGroup: '/aws/lambda/tributary-dev-dlq-reprocessor',
    DlqReprocessorSchedule: 'tributary-dev-dlq-reprocessor',
    DlqDashinventoryLambdaFunction: 'tributary-dev-dlq-inventory',
    DlqDashinventoryLogGroup: '/aws/lambda/tributary-dev-dlq-inventory',
    DlqInventorySchedule: 'tributary-dev-dlq-inventory',
    DdbDashfanoutLambdaFunction: 'tributary-dev-ddb-fanout',
    DdbDashfanoutLogGroup: '/aws/lambda/tributary-dev-ddb-fanout',
    ChangesBus: 'tributary-dev-changes',
    ModerationTopic: 'tributary-dev-moderation',
    ModerationQueue: 'tributary-dev-moderation',
    ModerationDeadLetterQueue: 'tributary-dev-moderation-dlq',
    ChangesArchiveDeliveryStream: 'tributary-dev-changes-archive',
    ChangesArchiveDeliveryLogGroup: '/aws/kinesisfirehose/tributary-dev-changes-archive',
    Dashboard: 'tributary-dev-lake',
  });
});

describe('two stages in one account', () => {
  it('share no name', () => {
    const inDev = new Set(Object.values(namesOf(dev)).map((name) => JSON.stringify(name)));
    expect(Object.values(namesOf(prod)).filter((name) => inDev.has(JSON.stringify(name)))).toEqual([]);
  });

  it('consist of the same resources', () => {
    expect(Object.keys(prod.Resources).sort()).toEqual(Object.keys(dev.Resources).sort());
  });
});

it('puts out what a user needs', () => {
  expect(Object.keys(dev.Outputs).sort()).toEqual([
    'AlarmTopicArn',
    'ChangeStreamName',
    'ChangesArchiveDeliveryStreamName',
    'ChangesBusName',
    'ChatByLivestreamDeliveryStreamName',
    'ChatByTimeDeliveryStreamName',
    'ChatMessagesTableName',
    'DlqReprocessorFunctionName',
    'LakeBucketName',
    'LakeDatabaseName',
    'LakeWorkgroupName',
    'ModerationQueueUrl',
    'ModerationTopicArn',
    'ServerlessDeploymentBucketName',
  ]);
});
