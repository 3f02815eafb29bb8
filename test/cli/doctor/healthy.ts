import type { Deployed } from '../../../cli/deployed/connect.ts';
import { diagnose } from '../../../cli/doctor/diagnose.ts';
import type { Note } from '../../../cli/doctor/note.ts';
import { section } from '../../../cli/doctor/stage.ts';
import { type Resource, resolveTemplate } from '../../../local/template/resolve.ts';
import { packaged, type Template } from '../../support/packaged.ts';
import { place } from '../../support/template-parts.ts';
import { told } from './told.ts';

type Json = Record<string, unknown>;

export const nowMs = Date.parse('2026-07-13T14:00:00Z');
const { template, directory } = await packaged('dev');

/** Somebody is told of alarms, as in most deployments. */
const withSubscriber: Template = {
  ...template,
  Conditions: { ...template.Conditions, HasAlarmEmail: { 'Fn::Equals': ['', ''] } },
};
export const { resources } = resolveTemplate(withSubscriber, { ...place, endpointUrl: 'http://127.0.0.1:4566' });

/** What a service answers; throwing stands for its refusal. */
export type Breaking = (command: string, input: Json, answer: Json) => Json;

/** What the doctor says of a deployment that is as its template, but for what `breaking` changes. */
export async function diagnosed(
  breaking: Breaking,
  isAws = true,
  expected: readonly Resource[] = resources,
): Promise<Note[]> {
  const client = {
    async send(asked: { constructor: { name: string }; input: Json }) {
      const { input } = asked;
      const command = asked.constructor.name.replace(/Command$/, '');
      const answer = answers[command];
      if (!answer) throw new Error(`The fake knows no ${command}.`);
      const whole = answer(input);
      if (!whole) throw refusal(ABSENT[command] ?? 'ResourceNotFoundException');
      return breaking(command, input, structuredClone(whole));
    },
  };
  const deployed: Deployed = {
    stage: 'dev',
    place: 'a fake',
    client: () => client as never,
    now: () => nowMs,
    physicalName: (name) => `tributary-dev-${name}`,
  };
  const { notes } = await diagnose({ deployed, isAws, resources: expected, packageDirectory: directory });
  return notes;
}

export const refusal = (name: string): Error => Object.assign(new Error('No.'), { name });

const find = (type: string, name: unknown): Resource => {
  const found = resources.find((resource) => resource.type === type && resource.name === name);
  if (!found) throw refusal('ResourceNotFoundException');
  return found;
};
const all = (type: string) => resources.filter((resource) => resource.type === type);
const propertiesOf = (type: string, name: unknown) => find(type, name).properties;

/** How services refuse what they do not have. */
const ABSENT: Record<string, string> = {
  GetTable: 'EntityNotFoundException',
  GetQueueUrl: 'QueueDoesNotExist',
  GetTopicAttributes: 'NotFoundException',
};

/** Each service's answer, as the template has it; those of `told.ts` are their own. */
const answers: Record<string, (input: Json) => Json | undefined> = {
  ...told,
  DescribeTable: ({ TableName }) => {
    const { KeySchema, StreamSpecification, DeletionProtectionEnabled } = propertiesOf(
      'AWS::DynamoDB::Table',
      TableName,
    );
    const stream = { StreamEnabled: true, ...(StreamSpecification as Json) };
    return { Table: { TableStatus: 'ACTIVE', KeySchema, StreamSpecification: stream, DeletionProtectionEnabled } };
  },
  DescribeKinesisStreamingDestination: ({ TableName }) => {
    const expected = section(propertiesOf('AWS::DynamoDB::Table', TableName), 'KinesisStreamSpecification');
    return { KinesisDataStreamDestinations: [{ ...expected, DestinationStatus: 'ACTIVE' }] };
  },
  DescribeTimeToLive: () => ({ TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'ExpiresAt' } }),
  DescribeContinuousBackups: () => ({
    ContinuousBackupsDescription: { PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' } },
  }),
  DescribeStreamSummary: ({ StreamName }) => {
    const { RetentionPeriodHours, StreamModeDetails, StreamEncryption } = propertiesOf(
      'AWS::Kinesis::Stream',
      StreamName,
    );
    const EncryptionType = (StreamEncryption as Json | undefined)?.EncryptionType ?? 'NONE';
    return {
      StreamDescriptionSummary: { StreamStatus: 'ACTIVE', RetentionPeriodHours, StreamModeDetails, EncryptionType },
    };
  },
  DescribeLimits: () => ({ OnDemandStreamCount: 2, OnDemandStreamCountLimit: 50 }),
  DescribeDeliveryStream: ({ DeliveryStreamName }) => {
    const { KinesisStreamSourceConfiguration, ExtendedS3DestinationConfiguration } = propertiesOf(
      'AWS::KinesisFirehose::DeliveryStream',
      DeliveryStreamName,
    );
    // Parameters come back in another order, with the service's own beside them.
    const destination = structuredClone(ExtendedS3DestinationConfiguration) as {
      ProcessingConfiguration?: { Processors?: { Parameters?: { ParameterName: string; ParameterValue: string }[] }[] };
    };
    for (const { Parameters } of destination.ProcessingConfiguration?.Processors ?? []) Parameters?.reverse();
    return {
      DeliveryStreamDescription: {
        DeliveryStreamStatus: 'ACTIVE',
        Source: { KinesisStreamSourceDescription: KinesisStreamSourceConfiguration },
        Destinations: [{ ExtendedS3DestinationDescription: destination }],
      },
    };
  },
  GetMetricData: () => ({ MetricDataResults: [] }),
  GetFunction: ({ FunctionName }) => {
    const { ReservedConcurrentExecutions, ...properties } = propertiesOf('AWS::Lambda::Function', FunctionName);
    return { Configuration: { ...properties, State: 'Active' }, Concurrency: { ReservedConcurrentExecutions } };
  },
  GetAccountSettings: () => ({ AccountLimit: { ConcurrentExecutions: 1000 } }),
  DescribeRule: ({ Name }) => ({ ...propertiesOf('AWS::Events::Rule', Name) }),
  HeadBucket: ({ Bucket }) => ({ BucketArn: find('AWS::S3::Bucket', Bucket).arn }),
  GetBucketVersioning: () => ({ Status: 'Enabled' }),
  GetPublicAccessBlock: ({ Bucket }) => ({
    PublicAccessBlockConfiguration: propertiesOf('AWS::S3::Bucket', Bucket).PublicAccessBlockConfiguration,
  }),
  GetBucketPolicy: ({ Bucket }) => {
    const policy = all('AWS::S3::BucketPolicy').find(({ properties }) => properties.Bucket === Bucket);
    return { Policy: JSON.stringify(policy?.properties.PolicyDocument) };
  },
  GetBucketEncryption: () => ({
    ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
  }),
  GetBucketLifecycleConfiguration: ({ Bucket }) => {
    const { Rules } = section(propertiesOf('AWS::S3::Bucket', Bucket), 'LifecycleConfiguration') as { Rules: Json[] };
    return { Rules: Rules.map(({ Id, Status }) => ({ ID: Id, Status })) };
  },
  DescribeAlarms: () => ({
    MetricAlarms: all('AWS::CloudWatch::Alarm').map(({ properties }) => ({
      ActionsEnabled: true,
      ...properties,
      StateValue: 'OK',
      StateTransitionedTimestamp: new Date(nowMs - 86_400_000),
    })),
  }),
  ListSubscriptionsByTopic: ({ TopicArn }) => ({
    Subscriptions: all('AWS::SNS::Subscription')
      .filter(({ properties }) => properties.TopicArn === TopicArn)
      .map(({ properties }) => ({ ...properties, SubscriptionArn: `${TopicArn}:1` })),
  }),
};
