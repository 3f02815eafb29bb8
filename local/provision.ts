import type { FunctionConfig } from './lambda/types.ts';
import type { Services, StackEvent } from './services.ts';
import { findNotHonoured, hasLocalEffect, isOfDeployment } from './template/honoured.ts';
import { type PackagedService, zipPathOf } from './template/load.ts';
import type { Resource } from './template/resolve.ts';

interface Provisioning {
  resources: Resource[];
  packaged: PackagedService;
  services: Services;
  onEvent: (event: StackEvent) => void;
}

/** Makes one resource in its service; the answer is a few words for the status line. */
type Provisioner = (
  resource: Resource,
  services: Services,
  packaged: PackagedService,
  reportGap: (gap: { property: string; reason: string; logicalId: string }) => void,
) => Promise<string> | string;

/** In this order: what others name comes before them, and the table comes late, since it writes to what must be listened to. */
const provisioners: [type: string, provisioner: Provisioner][] = [
  ['AWS::SQS::Queue', ({ name, properties }, { sqs }) => sqs.createQueue({ QueueName: name, ...properties }).queueUrl],
  [
    'AWS::Events::EventBus',
    ({ name }, { eventBridge }) => {
      eventBridge.createBus(name);
      return '';
    },
  ],
  ['AWS::SNS::Topic', ({ name, properties }, { sns }) => sns.createTopic({ TopicName: name, ...properties }).topicArn],
  [
    'AWS::SNS::Subscription',
    ({ properties, logicalId }, { sns }, _packaged, reportGap) => {
      const made = sns.subscribe(properties);
      if (made.delivers) return `to ${properties.Endpoint}`;
      reportGap({ property: 'Protocol', reason: made.reason, logicalId });
      return `${properties.Protocol}, not sent`;
    },
  ],
  [
    'AWS::Kinesis::Stream',
    ({ name, properties }, { kinesis }) => {
      const { StreamModeDetails, ShardCount, RetentionPeriodHours } = properties as StreamProperties;
      const mode = StreamModeDetails?.StreamMode ?? 'PROVISIONED';
      const retentionHours = Number(RetentionPeriodHours ?? 24);
      kinesis.createStream({
        name,
        mode,
        retentionHours,
        ...(ShardCount === undefined ? {} : { shardCount: Number(ShardCount) }),
      });
      return `${mode === 'ON_DEMAND' ? 'on demand' : `${ShardCount} shards`}, kept ${retentionHours} h`;
    },
  ],
  [
    'AWS::S3::Bucket',
    async ({ name }, { s3 }) => {
      await s3.createBucket(name);
      return s3.buckets.directory(name);
    },
  ],
  [
    'AWS::Lambda::Function',
    async (resource, { lambda }, packaged) => {
      const config = functionConfig(resource, packaged);
      await lambda.deploy(config);
      return `${config.runtime}, ${config.memorySizeMb} MB, ${config.timeoutSeconds} s`;
    },
  ],
  [
    'AWS::KinesisFirehose::DeliveryStream',
    async ({ properties, logicalId }, { firehose }, _packaged, reportGap) => {
      const { notHonoured } = await firehose.createDeliveryStream(properties);
      for (const { property, reason } of notHonoured) reportGap({ property, reason, logicalId });
      return '';
    },
  ],
  [
    'AWS::Events::Rule',
    ({ name, properties, arn, logicalId }, { eventBridge }, _packaged, reportGap) => {
      const { rule, notHonoured } = eventBridge.putRule({ Name: name, ...properties }, arn);
      for (const { property, reason } of notHonoured) reportGap({ property, reason, logicalId });
      const { ScheduleExpression: schedule = `events of ${rule.busName}` } = properties;
      return `${schedule}${rule.enabled ? '' : ', disabled'}`;
    },
  ],
  [
    'AWS::CloudWatch::Alarm',
    ({ properties }, { cloudwatch }) => {
      cloudwatch.putAlarm(properties);
      return '';
    },
  ],
  [
    'AWS::DynamoDB::Table',
    async ({ properties }, { dynamodb }) => {
      await dynamodb.createTable(properties);
      return '';
    },
  ],
  [
    'AWS::Lambda::EventSourceMapping',
    async ({ properties }, { eventSourceMappings }) => {
      const { uuid, enabled } = await eventSourceMappings.provision(properties);
      return enabled ? uuid : `${uuid}, disabled`;
    },
  ],
];

interface StreamProperties {
  StreamModeDetails?: { StreamMode: 'ON_DEMAND' | 'PROVISIONED' };
  ShardCount?: number | string;
  RetentionPeriodHours?: number | string;
}

/** How Lambda runs a function of a packaged template. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html */
export function functionConfig({ name, arn, properties }: Resource, packaged: PackagedService): FunctionConfig {
  const { Handler, Runtime, Timeout, MemorySize, Environment, Code } = properties as unknown as FunctionProperties;
  return {
    functionName: name,
    functionArn: arn,
    handler: Handler,
    runtime: Runtime,
    zipPath: zipPathOf(packaged, Code),
    environment: Environment?.Variables ?? {},
    timeoutSeconds: Timeout ?? 3,
    memorySizeMb: MemorySize ?? 128,
  };
}

interface FunctionProperties {
  Handler: string;
  Runtime: string;
  Timeout?: number;
  MemorySize?: number;
  Environment?: { Variables?: Record<string, string> };
  Code: { S3Key?: unknown };
}

/**
 * Makes every resource of a template that has a local counterpart, and tells what of the template has no effect here.
 * Throws `TemplateError` for a type or property about which nothing is decided, before anything is made.
 */
export async function provision({ resources, packaged, services, onEvent }: Provisioning): Promise<void> {
  const gaps = findNotHonoured(resources);
  for (const [type, provisioner] of provisioners) {
    for (const resource of resources.filter((candidate) => candidate.type === type && !isOfDeployment(candidate))) {
      const note = await provisioner(resource, services, packaged, ({ property, reason, logicalId }) => {
        const known = gaps.find((gap) => gap.resourceType === type && gap.property === property);
        if (known) known.logicalIds.push(logicalId);
        else gaps.push({ resourceType: type, property, reason, logicalIds: [logicalId] });
      });
      onEvent({ type: 'resource', resource, note });
    }
  }
  const made = new Set(provisioners.map(([type]) => type));
  for (const resource of resources) {
    // What a service reads from the template when it is asked, such as tables and saved queries, needs no making.
    if (!made.has(resource.type) && hasLocalEffect(resource.type)) onEvent({ type: 'resource', resource, note: '' });
  }
  await services.firehose.resume();
  await services.eventSourceMappings.resume();
  for (const gap of gaps) onEvent({ type: 'not-honoured', ...gap });
}
