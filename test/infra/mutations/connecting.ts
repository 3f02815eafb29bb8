import { add, type Mutations, reword, set } from './mutation.ts';

const byTime = 'ChatByTimeDeliveryStream';
const transform = 'FirehoseDashtransformDashbyDashtimeLambdaFunction';
const reprocessor = 'DlqDashreprocessorLambdaFunction';
const variables = 'Properties/Environment/Variables';
const s3 = 'Properties/ExtendedS3DestinationConfiguration';
const tags = [
  { Key: 'Project', Value: 'tributary' },
  { Key: 'Stage', Value: 'dev' },
];

/** What resources are told of each other, what is switched on, and what leaves the stack. */
export const connectingMutations: Mutations = {
  'every resource is of a type that these rules were written for': [
    {
      breaks: 'a function that everybody can call by HTTP',
      change: add('TransformUrl', 'AWS::Lambda::Url', { AuthType: 'NONE', TargetFunctionArn: { Ref: transform } }),
    },
    { breaks: 'a user of its own', change: add('Shipper', 'AWS::IAM::User', { Tags: tags }) },
  ],
  'a topic tells what the stack has, and by mail only of alarms': [
    {
      breaks: 'a subscriber from elsewhere',
      change: add('Stranger', 'AWS::SNS::Subscription', {
        TopicArn: { Ref: 'ModerationTopic' },
        Protocol: 'https',
        Endpoint: 'https://example.com/',
      }),
    },
    {
      breaks: 'messages by mail',
      change: add('Reader', 'AWS::SNS::Subscription', {
        TopicArn: { Ref: 'ModerationTopic' },
        Protocol: 'email',
        Endpoint: 'reader@example.com',
      }),
    },
  ],
  'a rule sends events to nothing outside the stack': [
    {
      breaks: 'a queue of another account',
      change: add('Copy', 'AWS::Events::Rule', {
        Name: 'tributary-dev-copy',
        EventBusName: { Ref: 'ChangesBus' },
        EventPattern: { source: ['tributary'] },
        Targets: [{ Id: 'queue', Arn: 'arn:aws:sqs:us-east-1:111111111111:copy' }],
        Tags: tags,
      }),
    },
  ],
  'no bucket copies or shows what it holds elsewhere': [
    {
      breaks: 'a copy in another account',
      change: set('LakeBucket', 'Properties/ReplicationConfiguration', {
        Role: 'arn:aws:iam::111111111111:role/copy',
        Rules: [{ Status: 'Enabled', Destination: { Bucket: 'arn:aws:s3:::copy' } }],
      }),
    },
    {
      breaks: 'the lake as a website',
      change: set('LakeBucket', 'Properties/WebsiteConfiguration', { IndexDocument: 'index.html' }),
    },
  ],
  'results of queries lie in a bucket of the stack': [
    {
      breaks: "somebody else's bucket",
      change: set(
        'LakeWorkgroup',
        'Properties/WorkGroupConfiguration/ResultConfiguration/OutputLocation',
        's3://results/',
      ),
    },
  ],
  'no object moves to where Athena passes over it, and nothing can replay it': [
    {
      breaks: 'rows in an archive',
      change: set('LakeBucket', 'Properties/LifecycleConfiguration/Rules/0/Transitions', [
        { StorageClass: 'GLACIER', TransitionInDays: 30 },
      ]),
    },
  ],
  'every table sends its changes to a stream of the stack, with the time to the microsecond': [
    {
      breaks: 'a table that nothing captures',
      change: set('ChatMessagesTable', 'Properties/KinesisStreamSpecification', undefined),
    },
    {
      breaks: 'times in milliseconds',
      change: set(
        'ChatMessagesTable',
        'Properties/KinesisStreamSpecification/ApproximateCreationDateTimePrecision',
        'MILLISECOND',
      ),
    },
  ],
  'a stream takes what comes, or says of how many shards it is': [
    {
      breaks: 'a stream of no shards',
      change: set('ChangeStream', 'Properties/StreamModeDetails', { StreamMode: 'PROVISIONED' }),
    },
    { breaks: 'shards that are on demand', change: set('ChangeStream', 'Properties/ShardCount', 4) },
  ],
  'what is kept before it is transformed has a place': [
    { breaks: 'a copy without a place', change: set(byTime, `${s3}/S3BackupMode`, 'Enabled') },
  ],
  "a table's own stream carries both images, for whoever is told compares them": [
    {
      breaks: 'keys alone',
      change: set('ChatMessagesTable', 'Properties/StreamSpecification/StreamViewType', 'KEYS_ONLY'),
    },
  ],
  'a function is told of what its role may touch, and of nothing else': [
    {
      breaks: 'failed records sought in the wrong bucket',
      change: set(reprocessor, `${variables}/LAKE_BUCKET`, { Ref: 'ServerlessDeploymentBucket' }),
    },
    {
      breaks: "messages for the alarms' topic",
      change: set('DdbDashfanoutLambdaFunction', `${variables}/MODERATION_TOPIC_ARN`, { Ref: 'AlarmTopic' }),
    },
    {
      breaks: 'changes for a delivery stream of another layout',
      change: set('DdbDashfanoutLambdaFunction', `${variables}/CHANGES_ARCHIVE_NAME`, { Ref: byTime }),
    },
  ],
  'a function asks for buckets of this account alone': [
    { breaks: 'a bucket of anybody', change: set(reprocessor, `${variables}/LAKE_BUCKET_OWNER`, undefined) },
  ],
  'all delivery streams, and the function that replays into their folders, count hours of one zone': [
    { breaks: 'a layout in another zone', change: set(byTime, `${s3}/CustomTimeZone`, 'Asia/Seoul') },
    { breaks: 'replays in another zone', change: set(reprocessor, `${variables}/TIME_ZONE`, 'Asia/Seoul') },
  ],
  'what is replayed are the delivery streams of the stack: each where it writes, or through its twin': [
    {
      breaks: 'rows replayed into a folder that no table sees',
      change: reword(reprocessor, 'chat/by-time/', 'chat/by-times/'),
    },
  ],
  'a queue lets in the topic that tells it, and so does the one for what could not be told': [
    {
      breaks: 'a closed queue',
      change: set('ModerationQueuePolicy', 'Properties/PolicyDocument/Statement/0/Action', 'sqs:ReceiveMessage'),
    },
    {
      breaks: 'nothing for what could not be told',
      change: set('ModerationSubscription', 'Properties/RedrivePolicy', undefined),
    },
  ],
  'what a queue cannot get rid of goes to another, which keeps it for longer': [
    {
      breaks: 'a message that is tried for ever',
      change: set('ModerationQueue', 'Properties/RedrivePolicy', undefined),
    },
    {
      breaks: 'dead letters that are gone first',
      change: set('ModerationDeadLetterQueue', 'Properties/MessageRetentionPeriod', 86_400),
    },
  ],
  'every function runs the package that was made for it': [
    { breaks: 'the code of another', change: reword(transform, 'firehose-transform-by-time.zip', 'ddb-fanout.zip') },
  ],
  'a transform has the time and the memory for a batch of 3 MB after a cold start': [
    { breaks: 'a second', change: set(transform, 'Properties/Timeout', 1) },
    { breaks: 'the least memory that there is', change: set(transform, 'Properties/MemorySize', 128) },
  ],
  'no alarm is muted': [
    { breaks: 'a muted alarm', change: set('DlqInventoryFunctionErrorsAlarm', 'Properties/ActionsEnabled', false) },
  ],
  'every schedule runs, but one that a parameter switches on': [
    {
      breaks: 'failed records that nobody counts',
      change: set('DlqInventorySchedule', 'Properties/State', 'DISABLED'),
    },
  ],
  'a function is told of all that its source has': [
    { breaks: 'a mapping that is off', change: set('DdbFanoutMapping', 'Properties/Enabled', false) },
    {
      breaks: 'removals alone',
      change: set('DdbFanoutMapping', 'Properties/FilterCriteria', {
        Filters: [{ Pattern: '{"eventName":["REMOVE"]}' }],
      }),
    },
  ],
  'analysts can ask': [
    { breaks: 'a workgroup that is off', change: set('LakeWorkgroup', 'Properties/State', 'DISABLED') },
  ],
  'every log group is of the class that can do all: metrics are read out of its lines': [
    {
      breaks: 'a cheaper class',
      change: set('DlqDashinventoryLogGroup', 'Properties/LogGroupClass', 'INFREQUENT_ACCESS'),
    },
  ],
  'a function is made after its log group, for one that is called before makes its own, and the deployment fails': [
    { breaks: 'a function that does not wait', change: set(transform, 'DependsOn', ['FirehoseTransformByTimeRole']) },
  ],
  'a table is of the database of the stack': [
    { breaks: 'a database of somebody else', change: set('ChatByTimeGlueTable', 'Properties/DatabaseName', 'default') },
  ],
  'a role is told what it may, and denied nothing of it': [
    {
      breaks: 'a role that is denied its puts',
      change: set('ChatByTimeDeliveryRole', 'Properties/Policies/0/PolicyDocument/Statement/3/Effect', 'Deny'),
    },
  ],
};
