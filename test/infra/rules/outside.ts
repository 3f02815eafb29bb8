import { at } from '../../support/template-parts.ts';
import { listOf } from './policy.ts';
import { ofType, type Properties, type Rule, ruleOfEach, type Subject } from './rule.ts';
import { alarmTopics } from './topics.ts';

/** What templates are made of. What a new type may open, a rule has to be written for first. */
const types = [
  /^AWS::Athena::(?:NamedQuery|WorkGroup)$/,
  /^AWS::CloudWatch::(?:Alarm|Dashboard)$/,
  /^AWS::DynamoDB::Table$/,
  /^AWS::Events::(?:EventBus|EventBusPolicy|Rule)$/,
  /^AWS::Glue::(?:Database|Table)$/,
  /^AWS::IAM::(?:ManagedPolicy|Policy|Role|RolePolicy)$/,
  /^AWS::KMS::(?:Alias|Key)$/,
  /^AWS::Kinesis::(?:ResourcePolicy|Stream)$/,
  /^AWS::KinesisFirehose::DeliveryStream$/,
  /^AWS::Lambda::(?:EventSourceMapping|Function|Permission)$/,
  /^AWS::Logs::Log(?:Group|Stream)$/,
  /^AWS::S3::Bucket(?:Policy)?$/,
  /^AWS::SNS::(?:Subscription|Topic|TopicPolicy)$/,
  /^AWS::SQS::Queue(?:Policy)?$/,
];

const isOfStack = (arn: unknown, { resources }: Subject) => resources.some((resource) => resource.arn === arn);

/** Ways on which data leave the stack. */
export const outsideRules: Rule[] = [
  {
    name: 'every resource is of a type that these rules were written for',
    *violations({ resources }) {
      for (const { logicalId, type } of resources)
        if (!types.some((known) => known.test(type))) yield `${logicalId} is an ${type}`;
    },
  },
  ruleOfEach(
    'AWS::SNS::Subscription',
    'a topic tells what the stack has, and by mail only of alarms',
    function* ({ TopicArn, Protocol, Endpoint }, subject) {
      const isTopicOfAlarms = alarmTopics(subject).some(({ arn }) => arn === TopicArn);
      const isFit = Protocol === 'email' ? isTopicOfAlarms : isOfStack(Endpoint, subject);
      if (!isFit) yield `tells ${Endpoint} of ${TopicArn}`;
    },
  ),
  ruleOfEach('AWS::Events::Rule', 'a rule sends events to nothing outside the stack', function* ({ Targets }, subject) {
    for (const { Arn } of listOf<Properties>(Targets)) if (!isOfStack(Arn, subject)) yield `sends them to ${Arn}`;
  }),
  ruleOfEach('AWS::S3::Bucket', 'no bucket copies or shows what it holds elsewhere', function* (properties) {
    for (const way of ['ReplicationConfiguration', 'WebsiteConfiguration', 'InventoryConfigurations', 'AccessControl'])
      if (properties[way] !== undefined) yield `has a ${way}`;
  }),
  ruleOfEach(
    'AWS::Athena::WorkGroup',
    'results of queries lie in a bucket of the stack',
    function* ({ WorkGroupConfiguration }, subject) {
      const location = String(at(WorkGroupConfiguration, 'ResultConfiguration', 'OutputLocation'));
      const bucket = /^s3:\/\/([^/]+)\//.exec(location)?.[1];
      if (!ofType(subject, 'AWS::S3::Bucket').some(({ name }) => name === bucket)) yield `puts them to ${location}`;
    },
  ),
];
