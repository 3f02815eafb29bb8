import { honouredQueueProperties } from '../sqs/settings.ts';
import { type Resource, TemplateError } from './resolve.ts';

/**
 * What of each resource type the local stack takes into account. `honoured` lists the properties that have an effect
 * here; `not` lists those that have none, each with the reason. What stands in neither stops the start: a property is
 * honoured, or its absence is said, never ignored in silence.
 *
 * A name stands for the property with all that it holds; `Outer.Inner` for what `Outer` holds by that name, in each member
 * where it is a list. Where a dotted name is listed, what else `Outer` holds is unknown.
 *
 * `true` instead of a list: all of the type's properties are read by its service, which refuses what it does not know.
 */
interface TypeCoverage {
  honoured: readonly string[] | true;
  not?: Readonly<Record<string, string>>;
}

const noAccessControl = 'no access control locally';
const noEncryption = 'nothing is encrypted locally';
const noTags = 'tags have no effect locally';

export const coverage: Readonly<Record<string, TypeCoverage>> = {
  'AWS::Athena::NamedQuery': {
    honoured: ['Name', 'Description', 'Database', 'QueryString'],
    not: { WorkGroup: 'one workgroup for all' },
  },
  'AWS::Athena::WorkGroup': {
    honoured: ['Name'],
    not: {
      Description: 'not shown',
      State: 'always enabled',
      WorkGroupConfiguration: 'results are printed, not stored',
      Tags: noTags,
    },
  },
  'AWS::CloudWatch::Alarm': { honoured: true },
  'AWS::CloudWatch::Dashboard': { honoured: [], not: { '*': 'there is no console here to show it' } },
  'AWS::DynamoDB::Table': {
    honoured: [
      'TableName',
      'AttributeDefinitions.AttributeName',
      'AttributeDefinitions.AttributeType',
      'KeySchema.AttributeName',
      'KeySchema.KeyType',
      'BillingMode',
      'KinesisStreamSpecification.ApproximateCreationDateTimePrecision',
      'KinesisStreamSpecification.StreamArn',
      'StreamSpecification.StreamViewType',
      'TimeToLiveSpecification.AttributeName',
      'TimeToLiveSpecification.Enabled',
    ],
    not: {
      DeletionProtectionEnabled: 'the data directory can be deleted at any time',
      PointInTimeRecoverySpecification: 'no backups locally',
      SSESpecification: noEncryption,
      'StreamSpecification.ResourcePolicy': noAccessControl,
      Tags: noTags,
    },
  },
  'AWS::Events::EventBus': {
    honoured: ['Name'],
    not: { Description: 'not shown', KmsKeyIdentifier: noEncryption, Policy: noAccessControl, Tags: noTags },
  },
  'AWS::Events::EventBusPolicy': { honoured: [], not: { '*': noAccessControl } },
  'AWS::Events::Rule': {
    honoured: ['Name', 'EventBusName', 'EventPattern', 'ScheduleExpression', 'State', 'Targets'],
    not: { Description: 'not shown', Tags: noTags },
  },
  'AWS::Glue::Database': {
    honoured: ['DatabaseInput.Name'],
    not: { CatalogId: 'one catalog for all', 'DatabaseInput.Description': 'not shown' },
  },
  'AWS::Glue::Table': { honoured: ['DatabaseName', 'TableInput'], not: { CatalogId: 'one catalog for all' } },
  'AWS::IAM::Role': { honoured: ['RoleName'], not: { '*': noAccessControl } },
  'AWS::KMS::Alias': { honoured: [], not: { '*': noEncryption } },
  'AWS::KMS::Key': { honoured: [], not: { '*': noEncryption } },
  'AWS::Kinesis::Stream': {
    honoured: ['Name', 'StreamModeDetails.StreamMode', 'ShardCount', 'RetentionPeriodHours'],
    not: { StreamEncryption: noEncryption, Tags: noTags },
  },
  'AWS::KinesisFirehose::DeliveryStream': { honoured: true },
  'AWS::Lambda::EventSourceMapping': { honoured: true },
  'AWS::Lambda::Function': {
    honoured: ['FunctionName', 'Handler', 'Code.S3Key', 'Environment.Variables', 'Timeout', 'MemorySize', 'Runtime'],
    not: {
      Architectures: 'runs on this machine’s architecture',
      'Code.S3Bucket': 'the zip is read from the package',
      Description: 'not shown',
      LoggingConfig: 'logs go to <data>/logs/',
      ReservedConcurrentExecutions: 'as many at a time as there are cores',
      Role: noAccessControl,
      Tags: noTags,
    },
  },
  'AWS::Lambda::Permission': { honoured: [], not: { '*': noAccessControl } },
  'AWS::Logs::LogGroup': {
    honoured: ['LogGroupName'],
    not: { RetentionInDays: 'logs are kept', Tags: noTags, KmsKeyId: noEncryption },
  },
  'AWS::Logs::LogStream': { honoured: ['LogGroupName', 'LogStreamName'] },
  'AWS::S3::Bucket': {
    honoured: ['BucketName'],
    not: {
      BucketEncryption: noEncryption,
      LifecycleConfiguration: 'objects never expire locally',
      NotificationConfiguration: 'nothing listens to the bucket locally',
      OwnershipControls: noAccessControl,
      PublicAccessBlockConfiguration: noAccessControl,
      Tags: noTags,
      VersioningConfiguration: 'only the current version is kept',
    },
  },
  'AWS::S3::BucketPolicy': { honoured: [], not: { '*': noAccessControl } },
  'AWS::SNS::Subscription': { honoured: true },
  'AWS::SNS::Topic': {
    honoured: ['TopicName', 'FifoTopic'],
    not: { DisplayName: 'not shown', KmsMasterKeyId: noEncryption, Tags: noTags },
  },
  'AWS::SNS::TopicPolicy': { honoured: [], not: { '*': noAccessControl } },
  'AWS::SQS::Queue': {
    honoured: honouredQueueProperties,
    not: {
      KmsDataKeyReusePeriodSeconds: noEncryption,
      KmsMasterKeyId: noEncryption,
      RedriveAllowPolicy: noAccessControl,
      SqsManagedSseEnabled: noEncryption,
      Tags: noTags,
    },
  },
  'AWS::SQS::QueuePolicy': { honoured: [], not: { '*': noAccessControl } },
};

/** The deployment bucket belongs to the deployment itself, which does not happen here. */
export const isOfDeployment = (resource: Resource): boolean =>
  resource.logicalId.startsWith('ServerlessDeploymentBucket');

/** False for a type of which nothing is honoured. */
export const hasLocalEffect = (type: string): boolean => coverage[type]?.not?.['*'] === undefined;

export interface NotHonoured {
  resourceType: string;
  /** Empty where nothing of the type is honoured. */
  property: string;
  reason: string;
  logicalIds: string[];
}

/**
 * What a template asks for that has no effect locally, one entry for each type and property.
 * Throws {@link TemplateError} for a type or property that {@link coverage} does not name.
 */
export function findNotHonoured(resources: Resource[]): NotHonoured[] {
  const found = new Map<string, NotHonoured>();
  for (const resource of resources) {
    if (isOfDeployment(resource)) continue;
    const known = coverage[resource.type];
    if (!known) throw unknown(`${resource.logicalId} is of the type ${resource.type}`);
    for (const { property, reason } of gaps(resource, known)) {
      const id = `${resource.type}.${property}`;
      const entry = found.get(id) ?? { resourceType: resource.type, property, reason, logicalIds: [] };
      if (!entry.logicalIds.includes(resource.logicalId)) entry.logicalIds.push(resource.logicalId);
      found.set(id, entry);
    }
  }
  return [...found.values()];
}

interface Gap {
  property: string;
  reason: string;
}

function gaps({ logicalId, type, properties }: Resource, { honoured, not = {} }: TypeCoverage): Gap[] {
  if (honoured === true) return [];
  const whole = not['*'];
  if (whole) return [{ property: '', reason: whole }];
  const listed = [...honoured, ...Object.keys(not)];
  const gapsIn = (value: unknown, outer: string): Gap[] => {
    if (Array.isArray(value)) return value.flatMap((member) => gapsIn(member, outer));
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([name, inner]) => {
      const property = outer + name;
      if (honoured.includes(property)) return [];
      const reason = Object.hasOwn(not, property) && not[property];
      if (reason) return [{ property, reason }];
      if (listed.some((other) => other.startsWith(`${property}.`))) return gapsIn(inner, `${property}.`);
      throw unknown(`${logicalId} (${type}) has the property ${property}`);
    });
  };
  return gapsIn(properties, '');
}

const unknown = (what: string) =>
  new TemplateError(
    `${what}, which the local stack does not know. Implement it, or say in local/template/honoured.ts why it has no effect locally.`,
  );
