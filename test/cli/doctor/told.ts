type Json = Record<string, unknown>;

/**
 * What the services tell of a stage `dev` that is as its template, each in the shape and spelling of its API reference (texts where it
 * has texts, its own fields beside), and none of it read from the template.
 */
export const told: Record<string, (input: Json) => Json | undefined> = {
  // https://docs.aws.amazon.com/glue/latest/webapi/API_GetTable.html, API_Table.html, API_StorageDescriptor.html
  GetTable: ({ DatabaseName, Name }) => (DatabaseName === 'tributary_dev' ? tables[String(Name)] : undefined),

  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html: ordered by name, in pages
  DescribeLogGroups: ({ logGroupNamePrefix, nextToken }) => {
    const names = logGroups.filter((name) => name.startsWith(String(logGroupNamePrefix)));
    const page = names.slice(nextToken === undefined ? 0 : 2, nextToken === undefined ? 2 : undefined);
    return {
      logGroups: page.map((logGroupName) => ({
        logGroupName,
        creationTime: 1_780_000_000_000,
        retentionInDays: 14,
        metricFilterCount: 0,
        arn: `arn:aws:logs:us-east-1:000000000000:log-group:${logGroupName}:*`,
        storedBytes: 1_024,
        logGroupClass: 'STANDARD',
        logGroupArn: `arn:aws:logs:us-east-1:000000000000:log-group:${logGroupName}`,
      })),
      ...(nextToken === undefined && names.length > 2 && { nextToken: 'more' }),
    };
  },

  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html
  GetQueueUrl: ({ QueueName }) =>
    queues[String(QueueName)] && { QueueUrl: `https://sqs.us-east-1.amazonaws.com/000000000000/${QueueName}` },
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html: every value a text
  GetQueueAttributes: ({ QueueUrl }) => queues[String(QueueUrl).split('/').at(-1)!],

  // https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html: every value a text
  GetTopicAttributes: ({ TopicArn }) => topics[String(TopicArn)],
  // https://docs.aws.amazon.com/sns/latest/api/API_GetSubscriptionAttributes.html: every value a text, defaults left out
  GetSubscriptionAttributes: ({ SubscriptionArn }) => subscriptions[String(SubscriptionArn)],

  // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeEventBus.html
  DescribeEventBus: ({ Name }) =>
    Name === 'tributary-dev-changes'
      ? {
          Name,
          Arn: 'arn:aws:events:us-east-1:000000000000:event-bus/tributary-dev-changes',
          Description: 'Changes of the table as domain events. Rules choose by detail-type and detail.',
          CreationTime: new Date('2026-07-01T00:00:00Z'),
          LastModifiedTime: new Date('2026-07-01T00:00:00Z'),
        }
      : undefined,

  // https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html
  ListEventSourceMappings: ({ FunctionName }) => ({
    EventSourceMappings: FunctionName === 'tributary-dev-ddb-fanout' ? [mapping] : [],
  }),
};

const columns = (text: string) =>
  text.split(' ').map((column) => {
    const [Name, Type] = column.split(':');
    return { Name, Type, Comment: 'A comment that somebody has changed.' };
  });

const rows =
  'uid:bigint userid:string nickname:string message:string messagetype:string createdat:string eventid:string eventname:string eventtime:string';

const table = (Name: string, Columns: Json[], folder: string, PartitionKeys: Json[], parameters: Json) => ({
  Table: {
    Name,
    DatabaseName: 'tributary_dev',
    Description: 'As somebody has described it.',
    CreateTime: new Date('2026-07-01T00:00:00Z'),
    UpdateTime: new Date('2026-07-02T00:00:00Z'),
    Retention: 0,
    StorageDescriptor: {
      Columns,
      Location: `s3://tributary-dev-lake-000000000000-us-east-1/chat/${folder}/`,
      InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
      OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
      Compressed: true,
      NumberOfBuckets: 0,
      SerdeInfo: {
        SerializationLibrary: 'org.apache.hive.hcatalog.data.JsonSerDe',
        Parameters: { 'serialization.format': '1' },
      },
      SortColumns: [],
      StoredAsSubDirectories: false,
    },
    PartitionKeys,
    TableType: 'EXTERNAL_TABLE',
    Parameters: {
      EXTERNAL: 'TRUE',
      classification: 'json',
      compressionType: 'gzip',
      'projection.enabled': 'true',
      transient_lastDdlTime: '1780000000',
      ...parameters,
    },
    CreatedBy: 'arn:aws:sts::000000000000:assumed-role/deploy/AWSCloudFormation',
    IsRegisteredWithLakeFormation: false,
    CatalogId: '000000000000',
    VersionId: '3',
  },
});

const lake = 's3://tributary-dev-lake-000000000000-us-east-1';

const tables: Record<string, Json> = {
  chat_by_livestream: table(
    'chat_by_livestream',
    columns(rows),
    'by-livestream',
    [{ Name: 'livestreamid', Type: 'string' }],
    {
      'projection.livestreamid.type': 'injected',
      'storage.location.template': `${lake}/chat/by-livestream/LivestreamID=\${livestreamid}/`,
    },
  ),
  chat_by_time: table(
    'chat_by_time',
    columns(`livestreamid:string ${rows}`),
    'by-time',
    [{ Name: 'hour', Type: 'string', Comment: 'Hour of arrival of the oldest row, yyyy/MM/dd/HH in UTC. Pad.' }],
    {
      'projection.hour.type': 'date',
      'projection.hour.format': 'yyyy/MM/dd/HH',
      'projection.hour.range': '2024/01/01/00,NOW+1DAYS',
      'projection.hour.interval': '1',
      'projection.hour.interval.unit': 'HOURS',
      'storage.location.template': `${lake}/chat/by-time/\${hour}/`,
    },
  ),
};

const logGroups = [
  '/aws/kinesisfirehose/tributary-dev-changes-archive',
  '/aws/kinesisfirehose/tributary-dev-chat-by-livestream',
  '/aws/kinesisfirehose/tributary-dev-chat-by-time',
  '/aws/lambda/tributary-dev-ddb-fanout',
  '/aws/lambda/tributary-dev-dlq-inventory',
  '/aws/lambda/tributary-dev-dlq-reprocessor',
  '/aws/lambda/tributary-dev-firehose-transform',
  '/aws/lambda/tributary-dev-firehose-transform-by-time',
];

const queueArn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const topicArn = (name: string) => `arn:aws:sns:us-east-1:000000000000:${name}`;

/** With everybody and actions as services like to write them. */
const queuePolicy = (name: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'TlsOnly',
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 'SQS:*',
        Resource: queueArn(name),
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      {
        Sid: 'TopicSends',
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'SQS:SendMessage',
        Resource: queueArn(name),
        Condition: { ArnEquals: { 'aws:SourceArn': topicArn('tributary-dev-moderation') } },
      },
    ],
  });

const queue = (name: string, more: Record<string, string>) => ({
  Attributes: {
    QueueArn: queueArn(name),
    ApproximateNumberOfMessages: '3',
    ApproximateNumberOfMessagesNotVisible: '0',
    ApproximateNumberOfMessagesDelayed: '0',
    CreatedTimestamp: '1780000000',
    LastModifiedTimestamp: '1780000000',
    VisibilityTimeout: '30',
    MaximumMessageSize: '1048576',
    DelaySeconds: '0',
    ReceiveMessageWaitTimeSeconds: '0',
    SqsManagedSseEnabled: 'true',
    Policy: queuePolicy(name),
    ...more,
  },
});

const queues: Record<string, Json> = {
  'tributary-dev-moderation': queue('tributary-dev-moderation', {
    VisibilityTimeout: '180',
    MessageRetentionPeriod: '604800',
    RedrivePolicy: `{"deadLetterTargetArn":"${queueArn('tributary-dev-moderation-dlq')}","maxReceiveCount":5}`,
  }),
  'tributary-dev-moderation-dlq': queue('tributary-dev-moderation-dlq', { MessageRetentionPeriod: '1209600' }),
};

const tlsOnly = (arn: string) => ({
  Sid: 'TlsOnly',
  Effect: 'Deny',
  Principal: { AWS: '*' },
  Action: 'SNS:Publish',
  Resource: arn,
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

const topic = (arn: string, KmsMasterKeyId: string, more: Json[]) => ({
  Attributes: {
    TopicArn: arn,
    Owner: '000000000000',
    DisplayName: '',
    Policy: JSON.stringify({ Version: '2012-10-17', Statement: [...more, tlsOnly(arn)] }),
    EffectiveDeliveryPolicy: '{"http":{"defaultHealthyRetryPolicy":{"numRetries":3}}}',
    SubscriptionsConfirmed: '1',
    SubscriptionsPending: '0',
    SubscriptionsDeleted: '0',
    KmsMasterKeyId,
  },
});

const topics: Record<string, Json> = {
  [topicArn('tributary-dev-moderation')]: topic(topicArn('tributary-dev-moderation'), 'alias/aws/sns', []),
  [topicArn('tributary-dev-alarms')]: topic(topicArn('tributary-dev-alarms'), '8f2c1d0e-3b4a-4c5d-9e6f-7a8b9c0d1e2f', [
    {
      Sid: 'AlarmsPublish',
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: 'SNS:Publish',
      Resource: topicArn('tributary-dev-alarms'),
      Condition: {
        StringEquals: { 'aws:SourceAccount': '000000000000' },
        ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:tributary-dev-*' },
      },
    },
  ]),
};

const subscriptions: Record<string, Json> = {
  [`${topicArn('tributary-dev-alarms')}:1`]: {
    Attributes: { RawMessageDelivery: 'false', PendingConfirmation: 'false' },
  },
  [`${topicArn('tributary-dev-moderation')}:1`]: {
    Attributes: {
      SubscriptionArn: `${topicArn('tributary-dev-moderation')}:1`,
      TopicArn: topicArn('tributary-dev-moderation'),
      Protocol: 'sqs',
      Endpoint: queueArn('tributary-dev-moderation'),
      RawMessageDelivery: 'true',
      PendingConfirmation: 'false',
      FilterPolicy: '{"type":["ChatMessage.Updated","ChatMessage.Created"]}',
      FilterPolicyScope: 'MessageAttributes',
      RedrivePolicy: `{"deadLetterTargetArn":"${queueArn('tributary-dev-moderation-dlq')}"}`,
    },
  },
};

/** It says neither the function's name nor whether it is enabled, but ARN and state; the stream's label is its own. */
const mapping: Json = {
  UUID: '14e0db71-5d35-4eb5-b481-8945cf9d10c2',
  StartingPosition: 'TRIM_HORIZON',
  BatchSize: 500,
  MaximumBatchingWindowInSeconds: 1,
  ParallelizationFactor: 1,
  EventSourceArn:
    'arn:aws:dynamodb:us-east-1:000000000000:table/tributary-dev-chat-messages/stream/2026-07-01T09:17:45.123',
  EventSourceMappingArn:
    'arn:aws:lambda:us-east-1:000000000000:event-source-mapping:14e0db71-5d35-4eb5-b481-8945cf9d10c2',
  FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:tributary-dev-ddb-fanout',
  LastModified: new Date('2026-07-01T09:20:00Z'),
  LastProcessingResult: 'OK',
  State: 'Enabled',
  StateTransitionReason: 'User action',
  DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::tributary-dev-lake-000000000000-us-east-1' } },
  MaximumRecordAgeInSeconds: 21_600,
  BisectBatchOnFunctionError: true,
  MaximumRetryAttempts: 30,
  TumblingWindowInSeconds: 0,
  FunctionResponseTypes: ['ReportBatchItemFailures'],
};
