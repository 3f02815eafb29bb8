import { type Mutations, remove, reword, set } from './mutation.ts';

/** Names, tags, and what becomes of data: in tables, streams, buckets, queues, topics and logs. */
export const holdingMutations: Mutations = {
  'every name carries the service and the stage, so that two stages fit into one account': [
    {
      breaks: 'a queue without its stage',
      change: set('ModerationQueue', 'Properties/QueueName', 'tributary-specimen'),
    },
    { breaks: 'a dashboard that stages share', change: set('Dashboard', 'Properties/DashboardName', 'lake') },
  ],
  'no two resources of a type have the same name': [
    {
      breaks: 'two alarms of one name',
      change: set(
        'ChatByTimeReadingLateAlarm',
        'Properties/AlarmName',
        'tributary-dev-page-chat-by-livestream-reading-late',
      ),
    },
  ],
  'no role has a name of its own: deploying asks for no more than it must': [
    {
      breaks: 'a role that is named',
      change: set('FirehoseTransformRole', 'Properties/RoleName', 'tributary-dev-transform'),
    },
  ],
  'everything that takes tags says which project and stage it belongs to': [
    { breaks: 'a table without tags', change: set('ChatMessagesTable', 'Properties/Tags', undefined) },
    {
      breaks: 'a log group of another stage',
      change: set('DlqDashinventoryLogGroup', 'Properties/Tags/1/Value', 'prod'),
    },
  ],
  'what holds data or history says what becomes of it when it leaves the stack, and when it is replaced': [
    {
      breaks: 'a table that says nothing of its deletion',
      change: set('ChatMessagesTable', 'DeletionPolicy', undefined),
    },
    {
      breaks: 'a stream that says nothing of its replacement',
      change: set('ChangeStream', 'UpdateReplacePolicy', undefined),
    },
    { breaks: 'a key that goes with the stack unsaid', change: set('AlarmTopicKey', 'DeletionPolicy', undefined) },
  ],
  'in prod what holds data that are nowhere else outlives the stack': [
    { breaks: 'the lake deleted with prod', stage: 'prod', change: set('LakeBucket', 'DeletionPolicy', 'Delete') },
    {
      breaks: 'the table of prod deleted when it is replaced',
      stage: 'prod',
      change: set('ChatMessagesTable', 'UpdateReplacePolicy', 'Delete'),
    },
  ],
  'every table can be brought back to any second': [
    {
      breaks: 'a table without recovery',
      change: set('ChatMessagesTable', 'Properties/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled', false),
    },
  ],
  'in prod no table can be deleted by mistake': [
    {
      breaks: 'the table of prod unprotected',
      stage: 'prod',
      change: set('ChatMessagesTable', 'Properties/DeletionProtectionEnabled', false),
    },
  ],
  'every log group forgets': [
    {
      breaks: 'a log kept for ever',
      change: set('FirehoseDashtransformLogGroup', 'Properties/RetentionInDays', undefined),
    },
  ],
  'every function writes to a log group of the stack, for one that Lambda made would outlive it and forget nothing': [
    {
      breaks: 'a log group that is not of the function',
      change: set('FirehoseDashtransformLogGroup', 'Properties/LogGroupName', '/aws/lambda/tributary-dev-transform'),
    },
  ],
  'every delivery stream says its errors to a log stream of the stack, which it does not make itself': [
    {
      breaks: 'a delivery stream that logs nothing',
      change: set(
        'ChatByTimeDeliveryStream',
        'Properties/ExtendedS3DestinationConfiguration/CloudWatchLoggingOptions/Enabled',
        false,
      ),
    },
    {
      breaks: 'a log stream of another name',
      change: set('ChatByTimeDeliveryLogStream', 'Properties/LogGroupName', {
        Ref: 'ChatByLivestreamDeliveryLogGroup',
      }),
    },
  ],
  'every bucket encrypts what it holds': [
    { breaks: 'the lake in plain text', change: set('LakeBucket', 'Properties/BucketEncryption', undefined) },
  ],
  'every stream encrypts what it holds': [
    {
      breaks: 'the key of another account',
      change: set('ChangeStream', 'Properties/StreamEncryption/KeyId', 'arn:aws:kms:us-east-1:111111111111:key/1'),
    },
    { breaks: 'the stream in plain text', change: set('ChangeStream', 'Properties/StreamEncryption', undefined) },
  ],
  'every table is encrypted with a key whose use is logged': [
    {
      breaks: "the table with DynamoDB's own key",
      change: set('ChatMessagesTable', 'Properties/SSESpecification/SSEEnabled', false),
    },
  ],
  'every queue encrypts what it holds': [
    { breaks: 'a queue in plain text', change: set('ModerationQueue', 'Properties/SqsManagedSseEnabled', false) },
  ],
  'every topic encrypts what it holds': [
    { breaks: 'the topic in plain text', change: set('AlarmTopic', 'Properties/KmsMasterKeyId', undefined) },
  ],
  'every delivery stream that takes records from outside encrypts them until they are delivered': [
    {
      breaks: 'a Direct PUT delivery stream in plain text',
      change: set('AccessLogDeliveryStream', 'Properties/DeliveryStreamEncryptionConfigurationInput', undefined),
    },
  ],
  'results of queries are encrypted, and the client has no say in it': [
    {
      breaks: 'a client that decides',
      change: set('LakeWorkgroup', 'Properties/WorkGroupConfiguration/EnforceWorkGroupConfiguration', false),
    },
    {
      breaks: 'results in plain text',
      change: set(
        'LakeWorkgroup',
        'Properties/WorkGroupConfiguration/ResultConfiguration/EncryptionConfiguration',
        undefined,
      ),
    },
  ],
  'every key of the stack is replaced each year': [
    { breaks: 'a key for ever', change: set('AlarmTopicKey', 'Properties/EnableKeyRotation', false) },
  ],
  'every bucket refuses whoever comes without TLS': [
    { breaks: 'the lake without its policy', change: remove('LakeBucketPolicy') },
    {
      breaks: 'objects that come without TLS',
      change: set('LakeBucketPolicy', 'Properties/PolicyDocument/Statement/0/Resource', [
        { 'Fn::GetAtt': ['LakeBucket', 'Arn'] },
      ]),
    },
    {
      breaks: 'plain text for whoever comes from another account',
      change: set('LakeBucketPolicy', 'Properties/PolicyDocument/Statement/0/Condition/StringNotEquals', {
        'aws:PrincipalAccount': '000000000000',
      }),
    },
    {
      breaks: 'the wrong way round',
      change: set(
        'LakeBucketPolicy',
        'Properties/PolicyDocument/Statement/0/Condition/Bool/aws:SecureTransport',
        'true',
      ),
    },
  ],
  'every topic refuses whoever comes without TLS': [
    {
      breaks: 'a denial of something else',
      change: set('AlarmTopicPolicy', 'Properties/PolicyDocument/Statement/1/Action', 'sns:Subscribe'),
    },
  ],
  'every queue refuses whoever comes without TLS': [
    {
      breaks: 'a queue that refuses whoever comes with TLS',
      change: set(
        'ModerationQueuePolicy',
        'Properties/PolicyDocument/Statement/1/Condition/Bool/aws:SecureTransport',
        'true',
      ),
    },
  ],
  'no policy of a resource lets everybody in, or another account': [
    {
      breaks: 'a topic that another account publishes to',
      change: set('AlarmTopicPolicy', 'Properties/PolicyDocument/Statement/2', {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::111111111111:root' },
        Action: 'sns:Publish',
        Resource: { Ref: 'AlarmTopic' },
      }),
    },
    {
      breaks: 'a bucket that everybody reads',
      change: set('LakeBucketPolicy', 'Properties/PolicyDocument/Statement/1', {
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: { 'Fn::Sub': '${LakeBucket.Arn}/*' },
      }),
    },
  ],
  'a service is let in by a policy of a resource only on behalf of this account and of a named source': [
    {
      breaks: 'topics of any account',
      change: set('ModerationQueuePolicy', 'Properties/PolicyDocument/Statement/2', {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: { 'Fn::GetAtt': ['ModerationQueue', 'Arn'] },
        Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:us-east-1:*:tributary-dev-alarms' } },
      }),
    },
    {
      breaks: 'alarms of every stage',
      change: set('AlarmTopicPolicy', 'Properties/PolicyDocument/Statement/0/Condition/ArnLike/aws:SourceArn', {
        'Fn::Sub': 'arn:aws:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:*',
      }),
    },
    {
      breaks: 'a key for any source',
      change: set('AlarmTopicKey', 'Properties/KeyPolicy/Statement/1/Condition/ArnLike', undefined),
    },
  ],
  'every bucket is closed to the public': [
    {
      breaks: 'a bucket that takes public policies',
      change: set('LakeBucket', 'Properties/PublicAccessBlockConfiguration/BlockPublicPolicy', false),
    },
  ],
  'every bucket owns what it holds, and knows no access lists': [
    { breaks: 'a bucket with access lists', change: set('LakeBucket', 'Properties/OwnershipControls', undefined) },
  ],
  'every bucket keeps what is overwritten or deleted for a while': [
    { breaks: 'a lake without versions', change: set('LakeBucket', 'Properties/VersioningConfiguration', undefined) },
  ],
  'every bucket is rid of old versions and abandoned uploads in the end': [
    {
      breaks: 'old versions for ever',
      change: set('LakeBucket', 'Properties/LifecycleConfiguration/Rules/1/Status', 'Disabled'),
    },
    {
      breaks: 'abandoned uploads for ever',
      change: set('LakeBucket', 'Properties/LifecycleConfiguration/Rules/0/Status', 'Disabled'),
    },
  ],
  'no row and no refused record ever expires': [
    { breaks: 'error objects that expire', change: reword('LakeBucket', '"replayed/"', '"errors/"') },
    { breaks: 'a rule for the whole bucket', change: reword('LakeBucket', '"Prefix":"athena-results/",', '') },
    { breaks: 'rows of one layout that expire', change: reword('LakeBucket', '"athena-results/"', '"chat/by-time/"') },
  ],
};
