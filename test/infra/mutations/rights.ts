import { add, both, type Mutations, set } from './mutation.ts';

const statement = 'Properties/Policies/0/PolicyDocument/Statement';
const trust = 'Properties/AssumeRolePolicyDocument/Statement';

export const rightsMutations: Mutations = {
  'no role is allowed an action by a wildcard': [
    {
      breaks: 'all of S3',
      change: set('DlqInventoryRole', 'Properties/Policies/1/PolicyDocument/Statement/0/Action', ['s3:*']),
    },
    { breaks: 'every Get of S3', change: set('ChatByTimeDeliveryRole', `${statement}/3/Action/1`, 's3:Get*') },
  ],
  'no role is allowed everything but something': [
    {
      breaks: 'NotAction',
      change: set('FirehoseTransformRole', `${statement}/1`, {
        Effect: 'Allow',
        NotAction: ['iam:CreateUser'],
        Resource: [{ 'Fn::GetAtt': ['LakeBucket', 'Arn'] }],
      }),
    },
  ],
  'no role is allowed an action on everything, but one that can be held to nothing': [
    { breaks: 'a log of anybody', change: set('FirehoseTransformRole', `${statement}/0/Resource`, ['*']) },
    { breaks: 'every function', change: set('ChatByTimeDeliveryRole', `${statement}/1/Resource/0`, '*') },
  ],
  'every action that a role is allowed exists, and every resource is of a kind that the action takes': [
    {
      breaks: 'a misspelt action',
      change: set('ChatByTimeDeliveryRole', `${statement}/0/Action/3`, 'kinesis:ListShard'),
    },
    {
      breaks: 'objects where a bucket is wanted',
      change: set('ChatByTimeDeliveryRole', `${statement}/2/Resource/0`, { 'Fn::Sub': '${LakeBucket.Arn}/*' }),
    },
    {
      breaks: 'a bucket where objects are wanted',
      change: set('ChatByTimeDeliveryRole', `${statement}/3/Resource/0`, { 'Fn::GetAtt': ['LakeBucket', 'Arn'] }),
    },
    {
      breaks: "a function's log under Firehose's action",
      change: set('ChatByTimeDeliveryRole', `${statement}/1/Resource/0`, {
        'Fn::GetAtt': ['FirehoseDashtransformLogGroup', 'Arn'],
      }),
    },
  ],
  'every condition key is one that the action knows: another is never met': [
    {
      breaks: 'a prefix asked of reading',
      change: set('DlqReprocessorRole', 'Properties/Policies/1/PolicyDocument/Statement/1/Condition', {
        StringLike: { 's3:prefix': ['errors/*'] },
      }),
    },
    {
      breaks: 'a misspelt key',
      change: set('DlqInventoryRole', 'Properties/Policies/1/PolicyDocument/Statement/0/Condition', {
        StringLike: { 's3:prefixes': ['errors/*'] },
      }),
    },
  ],
  'a role reaches nothing outside this account, region and stage': [
    {
      breaks: 'the bucket of another stage',
      change: set('ChatByTimeDeliveryRole', `${statement}/2/Resource/0`, {
        'Fn::Sub': 'arn:aws:s3:::tributary-prod-lake-${AWS::AccountId}-${AWS::Region}',
      }),
    },
    {
      breaks: 'a stream of another account',
      change: set(
        'ChatByTimeDeliveryRole',
        `${statement}/0/Resource/0`,
        'arn:aws:kinesis:us-east-1:111111111111:stream/tributary-dev-changes',
      ),
    },
    {
      breaks: 'a stream of another region',
      change: set('ChatByTimeDeliveryRole', `${statement}/0/Resource/0`, {
        'Fn::Sub': 'arn:aws:kinesis:eu-west-1:${AWS::AccountId}:stream/tributary-dev-changes',
      }),
    },
  ],
  'the policies of a role lie inside it: one that comes later may come too late': [
    {
      breaks: "one of AWS's own policies",
      change: set('FirehoseTransformRole', 'Properties/ManagedPolicyArns', [
        'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
      ]),
    },
    {
      breaks: 'a policy of its own',
      change: add('Later', 'AWS::IAM::Policy', {
        PolicyName: 'later',
        Roles: [{ Ref: 'FirehoseTransformRole' }],
        PolicyDocument: { Statement: [] },
      }),
    },
  ],
  'the policies of a role are no longer than IAM takes': [
    {
      breaks: 'a hundred prefixes in one role',
      change: set(
        'DlqInventoryRole',
        'Properties/Policies/1/PolicyDocument/Statement/0/Condition/StringLike/s3:prefix',
        Array.from({ length: 200 }, (_, index) => `errors/delivery-stream-of-a-long-name-${index}-and-its-words/*`),
      ),
    },
  ],
  'no statement of a role says the same as another': [
    {
      breaks: 'a leave given twice',
      change: set('FirehoseTransformRole', `${statement}/1`, {
        Effect: 'Allow',
        Action: ['logs:PutLogEvents'],
        Resource: [{ 'Fn::GetAtt': ['FirehoseDashtransformLogGroup', 'Arn'] }],
      }),
    },
  ],
  'a role is assumed by one service, and by no account, user or identity provider': [
    {
      breaks: 'an account beside the service',
      change: set('FirehoseTransformRole', `${trust}/0/Principal/AWS`, {
        'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root',
      }),
    },
    {
      breaks: 'a role for whoever has a token',
      change: set('FirehoseTransformRole', `${trust}/0/Action`, ['sts:AssumeRole', 'sts:AssumeRoleWithWebIdentity']),
    },
  ],
  'a service that acts for whoever asks it takes a role only for this account and a named source': [
    {
      breaks: "anybody's delivery stream",
      change: set('ChatByTimeDeliveryRole', `${trust}/0/Condition/StringEquals`, undefined),
    },
    {
      breaks: 'another account',
      change: set('ChatByTimeDeliveryRole', `${trust}/0/Condition/StringEquals/aws:SourceAccount`, '111111111111'),
    },
    {
      breaks: 'any source of the account',
      change: set('ChatByTimeDeliveryRole', `${trust}/0/Condition/ArnEquals`, undefined),
    },
    {
      breaks: 'whatever delivery stream of the account',
      change: set('ChatByTimeDeliveryRole', `${trust}/0/Condition`, {
        StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
        ArnLike: { 'aws:SourceArn': { 'Fn::Sub': 'arn:aws:firehose:us-east-1:${AWS::AccountId}:deliverystream/*' } },
      }),
    },
  ],
  'a role can be assumed by whoever uses it: its service, for this very resource': [
    {
      breaks: 'a delivery stream of another name',
      change: set('ChatByTimeDeliveryRole', `${trust}/0/Condition/ArnEquals/aws:SourceArn`, {
        'Fn::Sub': 'arn:aws:firehose:${AWS::Region}:${AWS::AccountId}:deliverystream/tributary-dev-chat-by-hour',
      }),
    },
    {
      breaks: 'a function under a role of another service',
      change: set('FirehoseTransformRole', `${trust}/0`, {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Service: 'firehose.amazonaws.com' },
        Condition: {
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          ArnLike: {
            'aws:SourceArn': {
              'Fn::Sub': 'arn:aws:firehose:us-east-1:${AWS::AccountId}:deliverystream/tributary-dev-x',
            },
          },
        },
      }),
    },
  ],
  'every role is used by one resource alone': [
    {
      breaks: 'one role for two functions',
      change: both(
        set('DlqDashinventoryLambdaFunction', 'Properties/Role', { 'Fn::GetAtt': ['DlqReprocessorRole', 'Arn'] }),
        set('DlqDashinventoryLambdaFunction', 'DependsOn', ['DlqDashinventoryLogGroup']),
      ),
    },
  ],
  'a service may call a function only for a source that is named, in this account': [
    {
      breaks: 'a rule of any account',
      change: set('DlqInventorySchedulePermission', 'Properties/SourceAccount', undefined),
    },
    {
      breaks: 'a function that everybody calls',
      change: set('DlqInventorySchedulePermission', 'Properties/Principal', '*'),
    },
  ],
  'a topic that alarms tell takes messages from every alarm of the stack': [
    {
      breaks: 'a topic for alarms that page, and for no ticket',
      change: set('AlarmTopicPolicy', 'Properties/PolicyDocument/Statement/0/Condition/ArnLike/aws:SourceArn', {
        'Fn::Sub': 'arn:aws:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:tributary-dev-page-*',
      }),
    },
    {
      breaks: 'a topic closed to CloudWatch',
      change: set('AlarmTopicPolicy', 'Properties/PolicyDocument/Statement/0/Principal/Service', 's3.amazonaws.com'),
    },
  ],
  "a topic that alarms tell has a key of the stack that CloudWatch may use: AWS's own cannot be opened to it": [
    { breaks: "AWS's own key", change: set('AlarmTopic', 'Properties/KmsMasterKeyId', 'alias/aws/sns') },
    {
      breaks: 'a key that CloudWatch may only read with',
      change: set('AlarmTopicKey', 'Properties/KeyPolicy/Statement/1/Action', ['kms:Decrypt']),
    },
  ],
  'every key of the stack can be administered by the account that pays for it': [
    {
      breaks: 'a key that nobody can change',
      change: set('AlarmTopicKey', 'Properties/KeyPolicy/Statement/0/Action', ['kms:Decrypt']),
    },
  ],
};
