import { describe, expect, it } from 'vitest';
import { type Breaking, diagnosed, nowMs, refusal, resources } from './healthy.ts';

type Json = Record<string, unknown>;

const healthy: Breaking = (_command, _input, answer) => answer;

/** Changes the answer of one command, for one thing where its name is given; `path` leads to what becomes `value`. */
const changed =
  (command: string, path: (string | number)[], value: unknown, only?: string): Breaking =>
  (asked, input, answer) => {
    if (asked !== command || (only !== undefined && !Object.values(input).includes(only))) return answer;
    let here = answer as Record<string | number, unknown>;
    for (const key of path.slice(0, -1)) here = here[key] as Record<string | number, unknown>;
    here[path.at(-1)!] = value;
    return answer;
  };

const refused =
  (command: string, name: string, only?: string): Breaking =>
  (asked, input, answer) => {
    if (asked === command && (only === undefined || Object.values(input).includes(only))) throw refusal(name);
    return answer;
  };

/** Changes one alarm, found by the end of its name. */
const alarm =
  (kind: string, change: Json | undefined): Breaking =>
  (command, _input, answer) => {
    if (command !== 'DescribeAlarms') return answer;
    const alarms = (answer.MetricAlarms as { AlarmName: string }[]).flatMap((each) =>
      each.AlarmName.endsWith(kind) ? (change ? [{ ...each, ...change }] : []) : [each],
    );
    return { MetricAlarms: alarms };
  };

const metric =
  (values: (number | undefined)[]): Breaking =>
  (command, input, answer) => {
    const queries = input.MetricDataQueries as
      | { Id: string; MetricStat: { Metric: { MetricName: string } } }[]
      | undefined;
    if (command !== 'GetMetricData' || queries?.[0]?.MetricStat.Metric.MetricName !== 'PartitionCount') return answer;
    return {
      MetricDataResults: values.map((value, at) => ({ Id: `m${at}`, Values: value === undefined ? [] : [1, value] })),
    };
  };

const table = 'tributary-dev-chat-messages';
const byTime = 'tributary-dev-chat-by-time';
const byLivestream = 'tributary-dev-chat-by-livestream';
const transform = 'tributary-dev-firehose-transform';
const mapping = 'event source mapping of tributary-dev-ddb-fanout (DdbFanoutMapping)';
const bucket = 'tributary-dev-lake-000000000000-us-east-1';
const destination = ['DeliveryStreamDescription', 'Destinations', 0, 'ExtendedS3DestinationDescription'];

const storage = ['Table', 'StorageDescriptor'];
const columns = [...storage, 'Columns'];
const parameters = ['Table', 'Parameters'];
const glueByLivestream = 'Glue table tributary_dev.chat_by_livestream';
const glueByTime = 'Glue table tributary_dev.chat_by_time';
const firstMapping = ['EventSourceMappings', 0];
const moderationTopic = 'arn:aws:sns:us-east-1:000000000000:tributary-dev-moderation';
const alarmTopic = 'arn:aws:sns:us-east-1:000000000000:tributary-dev-alarms';
const queue = 'queue tributary-dev-moderation';
const queueUrl = 'https://sqs.us-east-1.amazonaws.com/000000000000/tributary-dev-moderation';

/** Takes an item out of a list of an answer. */
function without(answer: Json, path: string[], index: number): Json {
  (path.reduce<unknown>((here, key) => (here as Json)[key], answer) as unknown[]).splice(index, 1);
  return answer;
}

/** Changes one log group, or takes it away. */
const logGroup =
  (name: string, change: Json | undefined): Breaking =>
  (command, _input, answer) => {
    if (command !== 'DescribeLogGroups') return answer;
    const groups = (answer.logGroups as { logGroupName: string }[]).flatMap((each) =>
      each.logGroupName === name ? (change ? [{ ...each, ...change }] : []) : [each],
    );
    return { ...answer, logGroups: groups };
  };

/** A topic that was deleted: SNS answers no question about it. */
const gone =
  (name: string): Breaking =>
  (_command, input, answer) => {
    if (String(input.TopicArn).endsWith(`:${name}`)) throw refusal('NotFoundException');
    return answer;
  };

const findings = async (breaking: Breaking, isAws = true) =>
  (await diagnosed(breaking, isAws)).filter(({ severity }) => severity !== 'not checked');

it('a deployment that is as its template has no findings', async () => {
  expect(await findings(healthy)).toEqual([]);
});

it('what no check looks at is said, with a way to look by hand', async () => {
  const unseen = (await diagnosed(healthy)).filter(({ severity }) => severity === 'not checked');
  expect(unseen.map(({ where }) => where).join()).toMatch(/AWS::IAM::Role/);
  expect(unseen.map(({ where }) => where).join()).not.toMatch(/Glue::Table|LogGroup|SQS|SNS|EventBus/);
  for (const { mend } of unseen) expect(mend).toMatch(/^aws /);
});

describe.each<[string, Breaking, 'error' | 'warning', string, RegExp]>([
  // The table
  [
    'a table that is gone',
    refused('DescribeTable', 'ResourceNotFoundException'),
    'error',
    `table ${table}`,
    /is in the template and not there/,
  ],
  [
    'a table that is being restored',
    changed('DescribeTable', ['Table', 'TableStatus'], 'CREATING'),
    'error',
    `table ${table}`,
    /is CREATING/,
  ],
  [
    'a table whose stream shows less',
    changed('DescribeTable', ['Table', 'StreamSpecification', 'StreamViewType'], 'KEYS_ONLY'),
    'error',
    `table ${table}`,
    /StreamSpecification\.StreamViewType is KEYS_ONLY, in the template NEW_AND_OLD_IMAGES/,
  ],
  [
    'a table protected by hand',
    changed('DescribeTable', ['Table', 'DeletionProtectionEnabled'], true),
    'warning',
    `table ${table}`,
    /DeletionProtectionEnabled is true, in the template false/,
  ],
  [
    'a Kinesis destination switched off',
    changed(
      'DescribeKinesisStreamingDestination',
      ['KinesisDataStreamDestinations', 0, 'DestinationStatus'],
      'DISABLED',
    ),
    'error',
    `table ${table}`,
    /its Kinesis destination .* is DISABLED: changes are captured by nothing/,
  ],
  [
    'a Kinesis destination that is another stream',
    changed('DescribeKinesisStreamingDestination', ['KinesisDataStreamDestinations', 0, 'StreamArn'], 'arn:other'),
    'error',
    `table ${table}`,
    /its Kinesis destination .*stream\/tributary-dev-changes is absent/,
  ],
  [
    'a Kinesis destination that counts milliseconds',
    changed(
      'DescribeKinesisStreamingDestination',
      ['KinesisDataStreamDestinations', 0, 'ApproximateCreationDateTimePrecision'],
      'MILLISECOND',
    ),
    'warning',
    `table ${table}`,
    /is MILLISECOND, in the template MICROSECOND/,
  ],
  [
    'time to live switched off',
    changed('DescribeTimeToLive', ['TimeToLiveDescription', 'TimeToLiveStatus'], 'DISABLED'),
    'warning',
    `table ${table}`,
    /its time to live is not on for ExpiresAt \(DISABLED\)/,
  ],
  [
    'recovery switched off',
    changed(
      'DescribeContinuousBackups',
      ['ContinuousBackupsDescription', 'PointInTimeRecoveryDescription', 'PointInTimeRecoveryStatus'],
      'DISABLED',
    ),
    'error',
    `table ${table}`,
    /its point-in-time recovery is DISABLED/,
  ],
  // The stream
  [
    'a stream that is gone',
    refused('DescribeStreamSummary', 'ResourceNotFoundException'),
    'error',
    'stream tributary-dev-changes',
    /not there/,
  ],
  [
    'a stream kept shorter',
    changed('DescribeStreamSummary', ['StreamDescriptionSummary', 'RetentionPeriodHours'], 12),
    'error',
    'stream tributary-dev-changes',
    /keeps records for 12 hours, in the template 24/,
  ],
  [
    'a stream kept longer',
    changed('DescribeStreamSummary', ['StreamDescriptionSummary', 'RetentionPeriodHours'], 168),
    'warning',
    'stream tributary-dev-changes',
    /keeps records for 168 hours/,
  ],
  [
    'a stream of fixed shards',
    changed('DescribeStreamSummary', ['StreamDescriptionSummary', 'StreamModeDetails'], { StreamMode: 'PROVISIONED' }),
    'warning',
    'stream tributary-dev-changes',
    /its mode is PROVISIONED/,
  ],
  [
    'a stream in the clear',
    changed('DescribeStreamSummary', ['StreamDescriptionSummary', 'EncryptionType'], 'NONE'),
    'error',
    'stream tributary-dev-changes',
    /its encryption is NONE, in the template KMS/,
  ],
  [
    'a quota of streams nearly used up',
    changed('DescribeLimits', ['OnDemandStreamCount'], 40),
    'warning',
    'account',
    /has 40 on-demand streams of the 50/,
  ],
  // Delivery streams
  [
    'a delivery stream that is gone',
    refused('DescribeDeliveryStream', 'ResourceNotFoundException', byTime),
    'error',
    `delivery stream ${byTime}`,
    /not there/,
  ],
  [
    'a delivery stream that is not active',
    changed('DescribeDeliveryStream', ['DeliveryStreamDescription', 'DeliveryStreamStatus'], 'CREATING_FAILED', byTime),
    'error',
    `delivery stream ${byTime}`,
    /is CREATING_FAILED: it delivers nothing/,
  ],
  [
    'a longer buffer',
    changed('DescribeDeliveryStream', [...destination, 'BufferingHints', 'IntervalInSeconds'], 300, byTime),
    'warning',
    `delivery stream ${byTime}`,
    /BufferingHints\.IntervalInSeconds is 300, in the template 60/,
  ],
  [
    'another prefix',
    changed('DescribeDeliveryStream', [...destination, 'Prefix'], 'elsewhere/!{timestamp:yyyy}/', byTime),
    'error',
    `delivery stream ${byTime}`,
    /Prefix is elsewhere/,
  ],
  [
    'another compression',
    changed('DescribeDeliveryStream', [...destination, 'CompressionFormat'], 'UNCOMPRESSED', byTime),
    'error',
    `delivery stream ${byTime}`,
    /CompressionFormat is UNCOMPRESSED, in the template GZIP/,
  ],
  [
    'a transform switched off',
    changed('DescribeDeliveryStream', [...destination, 'ProcessingConfiguration', 'Enabled'], false, byTime),
    'error',
    `delivery stream ${byTime}`,
    /ProcessingConfiguration\.Enabled is false/,
  ],
  [
    'a transform taken out',
    changed('DescribeDeliveryStream', [...destination, 'ProcessingConfiguration', 'Processors'], [], byTime),
    'error',
    `delivery stream ${byTime}`,
    /ProcessingConfiguration\.Processors is \[\]/,
  ],
  [
    'fewer attempts of the transform',
    changed(
      'DescribeDeliveryStream',
      [...destination, 'ProcessingConfiguration', 'Processors', 0, 'Parameters', 0, 'ParameterValue'],
      '0',
      byTime,
    ),
    'error',
    `delivery stream ${byTime}`,
    /NumberOfRetries is 0, in the template 3/,
  ],
  [
    'dynamic partitioning that was never on',
    changed(
      'DescribeDeliveryStream',
      [...destination, 'DynamicPartitioningConfiguration', 'Enabled'],
      false,
      byLivestream,
    ),
    'error',
    `delivery stream ${byLivestream}`,
    /DynamicPartitioningConfiguration\.Enabled is false, in the template true/,
  ],
  [
    'another source',
    changed(
      'DescribeDeliveryStream',
      ['DeliveryStreamDescription', 'Source', 'KinesisStreamSourceDescription', 'KinesisStreamARN'],
      'arn:other',
      byTime,
    ),
    'error',
    `delivery stream ${byTime}`,
    /KinesisStreamARN is arn:other/,
  ],
  [
    'hours of another zone',
    changed('DescribeDeliveryStream', [...destination, 'CustomTimeZone'], 'Asia/Seoul', byTime),
    'error',
    `delivery stream ${byTime}`,
    /writes its folders in hours of Asia\/Seoul; its Glue table and the reprocessor count in UTC/,
  ],
  [
    'partitions near the default quota',
    metric([400, undefined]),
    'warning',
    `delivery stream ${byLivestream}`,
    /had 400 partitions open within a day, of 500/,
  ],
  [
    'partitions at the raised quota',
    metric([2000, 2000]),
    'error',
    `delivery stream ${byLivestream}`,
    /had 2000 partitions open within a day, of 2000/,
  ],
  // The catalog
  [
    'a table of the catalog that is gone',
    refused('GetTable', 'EntityNotFoundException', 'chat_by_livestream'),
    'error',
    glueByLivestream,
    /not there/,
  ],
  [
    'a column of another type',
    changed('GetTable', [...columns, 1, 'Type'], 'int', 'chat_by_time'),
    'error',
    glueByTime,
    /its column uid is int, in the template bigint/,
  ],
  [
    'a column that is gone',
    (command, { Name }, answer) =>
      command === 'GetTable' && Name === 'chat_by_time' ? without(answer, columns, 4) : answer,
    'error',
    glueByTime,
    /its column message is absent, in the template string/,
  ],
  [
    'a column that was added',
    changed('GetTable', [...columns, 10], { Name: 'mood', Type: 'string' }, 'chat_by_time'),
    'warning',
    glueByTime,
    /its column mood is not in the template/,
  ],
  [
    'another partition key',
    changed('GetTable', ['Table', 'PartitionKeys', 0, 'Type'], 'date', 'chat_by_time'),
    'error',
    glueByTime,
    /its partition keys are .*"date"/,
  ],
  [
    'another location',
    changed('GetTable', [...storage, 'Location'], 's3://elsewhere/', 'chat_by_time'),
    'error',
    glueByTime,
    /Location is s3:\/\/elsewhere\//,
  ],
  [
    'another serde',
    changed(
      'GetTable',
      [...storage, 'SerdeInfo', 'SerializationLibrary'],
      'org.openx.data.jsonserde.JsonSerDe',
      'chat_by_time',
    ),
    'error',
    glueByTime,
    /SerdeInfo\.SerializationLibrary is org\.openx/,
  ],
  [
    'a projection that ends sooner',
    changed('GetTable', [...parameters, 'projection.hour.range'], '2024/01/01/00,NOW', 'chat_by_time'),
    'error',
    glueByTime,
    /its parameter projection\.hour\.range is 2024\/01\/01\/00,NOW, in the template 2024\/01\/01\/00,NOW\+1DAYS/,
  ],
  [
    'a projection that was switched off',
    changed('GetTable', [...parameters, 'projection.enabled'], 'false', 'chat_by_time'),
    'error',
    glueByTime,
    /projection\.enabled is false/,
  ],
  [
    'a projection that was added to',
    changed('GetTable', [...parameters, 'projection.livestreamid.type'], 'injected', 'chat_by_time'),
    'error',
    glueByTime,
    /projection\.livestreamid\.type is injected, and not in the template/,
  ],
  [
    'another classification',
    changed('GetTable', [...parameters, 'classification'], 'csv', 'chat_by_time'),
    'warning',
    glueByTime,
    /its parameter classification is csv/,
  ],
  [
    'hours described as those of another zone',
    changed(
      'GetTable',
      ['Table', 'PartitionKeys', 0, 'Comment'],
      'Hour of arrival, yyyy/MM/dd/HH in Asia/Seoul. Pad.',
      'chat_by_time',
    ),
    'warning',
    `delivery stream ${byTime}`,
    /its Glue table chat_by_time describes its hours as those of Asia\/Seoul; the template writes those of UTC/,
  ],
  // Functions
  [
    'a function that is gone',
    refused('GetFunction', 'ResourceNotFoundException', transform),
    'error',
    `function ${transform}`,
    /not there/,
  ],
  [
    'a function with less memory',
    changed('GetFunction', ['Configuration', 'MemorySize'], 128, transform),
    'error',
    `function ${transform}`,
    /MemorySize is 128, in the template 1769/,
  ],
  [
    'a function with another timeout',
    changed('GetFunction', ['Configuration', 'Timeout'], 3, transform),
    'error',
    `function ${transform}`,
    /Timeout is 3, in the template 60/,
  ],
  [
    'a function on an old runtime',
    changed('GetFunction', ['Configuration', 'Runtime'], 'nodejs20.x', transform),
    'error',
    `function ${transform}`,
    /Runtime is nodejs20\.x, in the template nodejs24\.x/,
  ],
  [
    'an environment that was changed',
    changed('GetFunction', ['Configuration', 'Environment', 'Variables', 'PARTITION_KEYS'], 'secret', transform),
    'error',
    `function ${transform}`,
    /^environment variable PARTITION_KEYS is not as in the template$/,
  ],
  [
    'an environment that was added to',
    changed('GetFunction', ['Configuration', 'Environment', 'Variables', 'DEBUG'], '1', transform),
    'warning',
    `function ${transform}`,
    /environment variable DEBUG is not in the template/,
  ],
  [
    'a function that has failed',
    changed('GetFunction', ['Configuration', 'State'], 'Failed', transform),
    'error',
    `function ${transform}`,
    /has failed/,
  ],
  [
    'an update that has failed',
    changed('GetFunction', ['Configuration', 'LastUpdateStatus'], 'Failed', transform),
    'error',
    `function ${transform}`,
    /an older version runs/,
  ],
  [
    'other code',
    changed('GetFunction', ['Configuration', 'CodeSha256'], 'AAAA', transform),
    'warning',
    `function ${transform}`,
    /runs another code/,
  ],
  [
    'a function switched off',
    changed('GetFunction', ['Concurrency'], { ReservedConcurrentExecutions: 0 }, transform),
    'error',
    `function ${transform}`,
    /is switched off: its reserved concurrency is 0/,
  ],
  [
    'concurrency that was reserved by hand',
    changed('GetFunction', ['Concurrency'], { ReservedConcurrentExecutions: 7 }, transform),
    'warning',
    `function ${transform}`,
    /reserved concurrency is 7, in the template absent/,
  ],
  // Event source mappings
  [
    'a mapping that is gone',
    changed('ListEventSourceMappings', ['EventSourceMappings'], []),
    'error',
    mapping,
    /not there/,
  ],
  [
    'a mapping switched off',
    changed('ListEventSourceMappings', ['EventSourceMappings', 0, 'State'], 'Disabled'),
    'error',
    mapping,
    /is Disabled .*subscribers hear nothing/,
  ],
  [
    'a mapping that has a problem',
    changed(
      'ListEventSourceMappings',
      ['EventSourceMappings', 0, 'LastProcessingResult'],
      'PROBLEM: Function call failed',
    ),
    'warning',
    mapping,
    /says: PROBLEM: Function call failed/,
  ],
  [
    'a mapping that tries for ever',
    changed('ListEventSourceMappings', ['EventSourceMappings', 0, 'MaximumRetryAttempts'], -1),
    'warning',
    mapping,
    /MaximumRetryAttempts is -1, in the template 30/,
  ],
  [
    'another batch size',
    changed('ListEventSourceMappings', [...firstMapping, 'BatchSize'], 10),
    'warning',
    mapping,
    /BatchSize is 10, in the template 500/,
  ],
  [
    'records that grow too old',
    changed('ListEventSourceMappings', [...firstMapping, 'MaximumRecordAgeInSeconds'], -1),
    'warning',
    mapping,
    /MaximumRecordAgeInSeconds is -1, in the template 21600/,
  ],
  [
    'no failure destination',
    changed('ListEventSourceMappings', [...firstMapping, 'DestinationConfig'], { OnFailure: {} }),
    'error',
    mapping,
    /DestinationConfig\.OnFailure\.Destination is absent/,
  ],
  [
    'a mapping deaf to single failures',
    changed('ListEventSourceMappings', [...firstMapping, 'FunctionResponseTypes'], []),
    'error',
    mapping,
    /FunctionResponseTypes is \[\]/,
  ],
  [
    'a filter that was put in by hand',
    changed('ListEventSourceMappings', [...firstMapping, 'FilterCriteria'], {
      Filters: [{ Pattern: '{"eventName":["INSERT"]}' }],
    }),
    'error',
    mapping,
    /filters by \{"eventName":\["INSERT"\]\}/,
  ],
  // The bus, topics and queues
  [
    'a bus that is gone',
    refused('DescribeEventBus', 'ResourceNotFoundException'),
    'error',
    'event bus tributary-dev-changes',
    /not there/,
  ],
  ['a topic that is gone', gone('tributary-dev-moderation'), 'error', 'topic tributary-dev-moderation', /not there/],
  [
    'a topic in the clear',
    changed('GetTopicAttributes', ['Attributes', 'KmsMasterKeyId'], undefined, moderationTopic),
    'error',
    'topic tributary-dev-moderation',
    /its key is absent, in the template alias\/aws\/sns/,
  ],
  [
    'an alarm topic under a key that alarms may not use',
    changed('GetTopicAttributes', ['Attributes', 'KmsMasterKeyId'], 'alias/aws/sns', alarmTopic),
    'error',
    'topic tributary-dev-alarms',
    /its key is alias\/aws\/sns, in the template one of its own/,
  ],
  [
    'a topic with another policy',
    changed('GetTopicAttributes', ['Attributes', 'Policy'], '{"Version":"2012-10-17","Statement":[]}', moderationTopic),
    'error',
    'topic tributary-dev-moderation',
    /its policy is not the one of the template/,
  ],
  [
    'a subscription that lets less through',
    changed(
      'GetSubscriptionAttributes',
      ['Attributes', 'FilterPolicy'],
      '{"type":["ChatMessage.Created"]}',
      `${moderationTopic}:1`,
    ),
    'error',
    'topic tributary-dev-moderation',
    /FilterPolicy is not as in the template/,
  ],
  [
    'a subscription that wraps its messages',
    changed('GetSubscriptionAttributes', ['Attributes', 'RawMessageDelivery'], 'false', `${moderationTopic}:1`),
    'error',
    'topic tributary-dev-moderation',
    /RawMessageDelivery is not as/,
  ],
  [
    'a subscription without dead-letter queue',
    changed('GetSubscriptionAttributes', ['Attributes', 'RedrivePolicy'], undefined, `${moderationTopic}:1`),
    'error',
    'topic tributary-dev-moderation',
    /RedrivePolicy is not as/,
  ],
  [
    'a queue that is gone',
    refused('GetQueueUrl', 'QueueDoesNotExist', 'tributary-dev-moderation'),
    'error',
    queue,
    /not there/,
  ],
  [
    'a queue without dead-letter queue',
    changed('GetQueueAttributes', ['Attributes', 'RedrivePolicy'], undefined, queueUrl),
    'error',
    queue,
    /its redrive policy is \{\}/,
  ],
  [
    'a queue that tries more often',
    changed(
      'GetQueueAttributes',
      ['Attributes', 'RedrivePolicy'],
      '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:tributary-dev-moderation-dlq","maxReceiveCount":50}',
      queueUrl,
    ),
    'error',
    queue,
    /"maxReceiveCount":50/,
  ],
  [
    'a queue in the clear',
    changed('GetQueueAttributes', ['Attributes', 'SqsManagedSseEnabled'], 'false', queueUrl),
    'error',
    queue,
    /SqsManagedSseEnabled is false, in the template true/,
  ],
  [
    'a queue without policy',
    changed('GetQueueAttributes', ['Attributes', 'Policy'], undefined, queueUrl),
    'error',
    queue,
    /its policy was removed/,
  ],
  [
    'a queue with another policy',
    changed('GetQueueAttributes', ['Attributes', 'Policy'], '{"Version":"2012-10-17","Statement":[]}', queueUrl),
    'error',
    queue,
    /its policy is not the one/,
  ],
  [
    'a queue that forgets sooner',
    changed('GetQueueAttributes', ['Attributes', 'MessageRetentionPeriod'], '60', queueUrl),
    'error',
    queue,
    /keeps messages for 60 seconds, in the template 604800/,
  ],
  [
    'a queue that remembers longer',
    changed('GetQueueAttributes', ['Attributes', 'MessageRetentionPeriod'], '1209600', queueUrl),
    'warning',
    queue,
    /keeps messages for 1209600 seconds/,
  ],
  [
    'a queue that gives less time',
    changed('GetQueueAttributes', ['Attributes', 'VisibilityTimeout'], '30', queueUrl),
    'warning',
    queue,
    /VisibilityTimeout is 30, in the template 180/,
  ],
  // Logs
  [
    'a log group that is gone',
    logGroup('/aws/lambda/tributary-dev-ddb-fanout', undefined),
    'error',
    'log group /aws/lambda/tributary-dev-ddb-fanout',
    /not there/,
  ],
  [
    'logs that are kept for ever',
    logGroup('/aws/lambda/tributary-dev-ddb-fanout', { retentionInDays: undefined }),
    'warning',
    'log group /aws/lambda/tributary-dev-ddb-fanout',
    /is kept for ever, in the template for 14 days/,
  ],
  [
    'logs that are forgotten sooner',
    logGroup('/aws/kinesisfirehose/tributary-dev-chat-by-time', { retentionInDays: 1 }),
    'warning',
    'log group /aws/kinesisfirehose/tributary-dev-chat-by-time',
    /is kept for 1 days, in the template for 14 days/,
  ],
  // Schedules
  [
    'an inventory that does not run',
    changed('DescribeRule', ['State'], 'DISABLED', 'tributary-dev-dlq-inventory'),
    'error',
    'rule tributary-dev-dlq-inventory',
    /is DISABLED, in the template ENABLED/,
  ],
  [
    'a rarer inventory',
    changed('DescribeRule', ['ScheduleExpression'], 'rate(1 day)', 'tributary-dev-dlq-inventory'),
    'warning',
    'rule tributary-dev-dlq-inventory',
    /runs at rate\(1 day\)/,
  ],
  // The bucket
  ['a bucket that is gone', refused('HeadBucket', 'NotFound'), 'error', `bucket ${bucket}`, /not there/],
  [
    'versions suspended',
    changed('GetBucketVersioning', ['Status'], 'Suspended'),
    'error',
    `bucket ${bucket}`,
    /its versioning is Suspended/,
  ],
  [
    'a door to the public',
    changed('GetPublicAccessBlock', ['PublicAccessBlockConfiguration', 'BlockPublicPolicy'], false),
    'error',
    `bucket ${bucket}`,
    /its public access block is off for BlockPublicPolicy/,
  ],
  [
    'no block of public access',
    refused('GetPublicAccessBlock', 'NoSuchPublicAccessBlockConfiguration'),
    'error',
    `bucket ${bucket}`,
    /its public access block was removed/,
  ],
  [
    'another policy',
    changed('GetBucketPolicy', ['Policy'], '{"Version":"2012-10-17","Statement":[]}'),
    'error',
    `bucket ${bucket}`,
    /its policy is not the one of the template/,
  ],
  [
    'no policy',
    refused('GetBucketPolicy', 'NoSuchBucketPolicy'),
    'error',
    `bucket ${bucket}`,
    /its policy was removed/,
  ],
  [
    'another encryption',
    changed(
      'GetBucketEncryption',
      ['ServerSideEncryptionConfiguration', 'Rules', 0, 'ApplyServerSideEncryptionByDefault', 'SSEAlgorithm'],
      'aws:kms',
    ),
    'warning',
    `bucket ${bucket}`,
    /its encryption is aws:kms/,
  ],
  [
    'a lifecycle rule that is off',
    changed('GetBucketLifecycleConfiguration', ['Rules', 0, 'Status'], 'Disabled'),
    'warning',
    `bucket ${bucket}`,
    /its lifecycle rule abandoned-uploads is not there or not enabled/,
  ],
  [
    'no lifecycle',
    refused('GetBucketLifecycleConfiguration', 'NoSuchLifecycleConfiguration'),
    'warning',
    `bucket ${bucket}`,
    /its lifecycle was removed/,
  ],
  [
    'a lifecycle rule that deletes rows',
    (command, _input, answer) =>
      command === 'GetBucketLifecycleConfiguration'
        ? { Rules: [...(answer.Rules as Json[]), { ID: 'tidy', Status: 'Enabled', Expiration: { Days: 1 } }] }
        : answer,
    'error',
    `bucket ${bucket}`,
    /its lifecycle rule tidy expires objects and is not in the template/,
  ],
  // Alarms
  [
    'an alarm that is gone',
    alarm('chat-by-time-delivery-late', undefined),
    'error',
    'alarm tributary-dev-page-chat-by-time-delivery-late',
    /not there/,
  ],
  [
    'an alarm that is muted',
    alarm('chat-by-time-delivery-late', { ActionsEnabled: false }),
    'error',
    'alarm tributary-dev-page-chat-by-time-delivery-late',
    /its actions are disabled: it rings unheard/,
  ],
  [
    'an alarm that tells nobody',
    alarm('chat-by-time-delivery-late', { AlarmActions: [] }),
    'error',
    'alarm tributary-dev-page-chat-by-time-delivery-late',
    /AlarmActions are not those of the template/,
  ],
  [
    'an alarm with another threshold',
    alarm('chat-by-time-delivery-late', { Threshold: 1e9 }),
    'warning',
    'alarm tributary-dev-page-chat-by-time-delivery-late',
    /Threshold is 1000000000, in the template 200/,
  ],
  [
    'an alarm without data',
    alarm('chat-by-time-delivery-late', { StateValue: 'INSUFFICIENT_DATA' }),
    'warning',
    'alarm tributary-dev-page-chat-by-time-delivery-late',
    /has had no data for 24 hours/,
  ],
  // Who is told
  [
    'a subscription that is not confirmed',
    changed('ListSubscriptionsByTopic', ['Subscriptions', 0, 'SubscriptionArn'], 'PendingConfirmation', alarmTopic),
    'error',
    'topic tributary-dev-alarms',
    /has not confirmed its subscription/,
  ],
  [
    'a subscription that is gone',
    changed('ListSubscriptionsByTopic', ['Subscriptions'], [], alarmTopic),
    'error',
    'topic tributary-dev-alarms',
    /is gone: somebody has unsubscribed/,
  ],
  [
    'a queue that is no longer subscribed',
    changed('ListSubscriptionsByTopic', ['Subscriptions'], [], moderationTopic),
    'error',
    'topic tributary-dev-moderation',
    /is gone: somebody has unsubscribed/,
  ],
])('%s', (_name, breaking, severity, where, what) => {
  it('is the one finding, and says how to mend it', async () => {
    const found = await findings(breaking);
    expect(found.map((note) => `${note.severity} ${note.where}: ${note.what}`)).toHaveLength(1);
    expect(found[0]).toMatchObject({ severity, where });
    expect(found[0]?.what).toMatch(what);
    expect(found[0]?.mend).toMatch(/\w{3}/);
  });
});

describe('what is no finding', () => {
  it.each<[string, Breaking]>([
    [
      'an alarm that has had no data since a moment ago',
      alarm('delivery-late', { StateValue: 'INSUFFICIENT_DATA', StateTransitionedTimestamp: new Date(nowMs - 60_000) }),
    ],
    ['partitions well below the quota', metric([399, undefined])],
    ['partitions well below a raised quota', metric([400, 2000])],
  ])('%s', async (_name, breaking) => {
    expect(await findings(breaking)).toEqual([]);
  });

  it('is the encryption of a local stack, which is said not to be checked', async () => {
    const notes = await diagnosed(
      changed('DescribeStreamSummary', ['StreamDescriptionSummary', 'EncryptionType'], 'NONE'),
      false,
    );
    expect(notes.filter(({ where }) => where === 'stream tributary-dev-changes')).toMatchObject([
      { severity: 'not checked' },
    ]);
  });
});

describe('a stage of a zone east of UTC', () => {
  const seoul = resources.map((resource) =>
    resource.name === byTime
      ? {
          ...resource,
          properties: {
            ...resource.properties,
            ExtendedS3DestinationConfiguration: {
              ...(resource.properties.ExtendedS3DestinationConfiguration as Json),
              CustomTimeZone: 'Asia/Seoul',
            },
          },
        }
      : resource,
  );
  const inSeoul = changed('DescribeDeliveryStream', [...destination, 'CustomTimeZone'], 'Asia/Seoul', byTime);
  const said = async (breaking: Breaking) =>
    (await diagnosed((...asked) => breaking(asked[0], asked[1], inSeoul(...asked)), true, seoul))
      .filter(({ severity }) => severity !== 'not checked')
      .map(({ where, what }) => `${where}: ${what}`);
  const describedRightly = changed(
    'GetTable',
    ['Table', 'PartitionKeys', 0, 'Comment'],
    'Hour of arrival, yyyy/MM/dd/HH in Asia/Seoul. Pad.',
    'chat_by_time',
  );

  it('has no findings where the deployed table is of that zone too', async () => {
    expect(await said(describedRightly)).toEqual([]);
  });

  it('is told of a deployed table that describes another zone', async () => {
    expect(await said(healthy)).toEqual([
      expect.stringMatching(/describes its hours as those of UTC; the template writes those of Asia\/Seoul/),
    ]);
  });

  it('is told of a deployed projection that ends before its newest hour', async () => {
    const early = changed('GetTable', [...parameters, 'projection.hour.range'], '2024/01/01/00,NOW', 'chat_by_time');
    expect(await said((...asked) => early(asked[0], asked[1], describedRightly(...asked)))).toEqual([
      expect.stringMatching(/^Glue table .*projection\.hour\.range is/),
      expect.stringMatching(/^delivery stream .*the newest hours of Asia\/Seoul are not seen/),
    ]);
  });
});

describe('a service that does not answer', () => {
  it.each([
    ['GetBucketPolicy', 'NotImplemented'],
    ['DescribeRule', 'AccessDeniedException'],
    ['ListSubscriptionsByTopic', 'InvalidAction'],
    ['GetMetricData', 'AccessDenied'],
    ['GetTable', 'AccessDeniedException'],
    ['DescribeLogGroups', 'UnknownOperationException'],
    ['GetQueueUrl', 'AccessDenied'],
    ['GetTopicAttributes', 'AuthorizationErrorException'],
    ['GetSubscriptionAttributes', 'InvalidAction'],
    ['DescribeEventBus', 'UnknownOperationException'],
  ])('%s answering %s is said not to be checked, and is no finding', async (command, name) => {
    const notes = await diagnosed(refused(command, name));
    expect(notes.filter(({ severity }) => severity !== 'not checked')).toEqual([]);
    expect(notes.filter(({ what }) => what.includes(name)).length).toBeGreaterThan(0);
  });

  it('in any other way ends the command', async () => {
    await expect(diagnosed(refused('DescribeAlarms', 'ThrottlingException'))).rejects.toThrow('No.');
  });
});
