import { errorPrefix } from '../../shared/error-object-keys.ts';
import type { DeliveryStream } from '../delivery-streams.ts';
import type { CloudFormationResource } from '../framework.ts';
import type { Settings } from '../parameters.ts';
import { streamId } from '../sources.ts';
import type { Tag } from '../tags.ts';
import { logicalIds, physicalName, transformIds } from './names.ts';
import { glueTableId } from './output.ts';

/**
 * What one delivery stream may do: read its source, call its transform, look up its table if it converts rows, write under its
 * own prefixes and to its own log stream. The policy lies inside the role, since a policy resource of its own may come too late for Firehose's creation.
 * https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html
 */
export function deliveryRole(entry: DeliveryStream, { stage }: Settings, tags: Tag[]): CloudFormationResource {
  const ids = logicalIds(entry);
  const bucket = { 'Fn::GetAtt': ['LakeBucket', 'Arn'] };
  const name = physicalName(stage, entry.name);
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      Description: `Firehose for ${name}.`,
      AssumeRolePolicyDocument: trust(name),
      Policies: [
        {
          PolicyName: 'delivery',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              ...readSource(entry),
              ...callTransform(entry),
              ...readSchema(entry),
              allow('FindBucket', ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'], [bucket]),
              allow(
                'WriteObjects',
                ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'],
                [entry.prefix, errorPrefix(entry.name)].map((prefix) => ({
                  'Fn::Sub': `\${LakeBucket.Arn}/${prefix}*`,
                })),
              ),
              allow(
                'LogErrors',
                ['logs:PutLogEvents'],
                [
                  {
                    'Fn::Sub': `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${${ids.logGroup}}:log-stream:\${${ids.logStream}}`,
                  },
                ],
              ),
            ],
          },
        },
      ],
      Tags: tags,
    },
  };
}

function readSource({ source }: DeliveryStream) {
  if (source === undefined) return [];
  const actions = ['kinesis:DescribeStream', 'kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:ListShards'];
  return [allow('ReadSource', actions, [{ 'Fn::GetAtt': [streamId(source), 'Arn'] }])];
}

/** Firehose calls the function by its name or, when the console has saved the delivery stream, by its version $LATEST. */
function callTransform({ transform }: DeliveryStream) {
  if (!transform) return [];
  const id = transformIds(transform).function;
  return [
    allow(
      'CallTransform',
      ['lambda:GetFunctionConfiguration', 'lambda:InvokeFunction'],
      [{ 'Fn::GetAtt': [id, 'Arn'] }, { 'Fn::Sub': `\${${id}.Arn}:$LATEST` }],
    ),
  ];
}

/** A table is read by leave on itself, its database and the catalog. */
function readSchema(entry: DeliveryStream) {
  if (entry.output !== 'parquet') return [];
  const glue = 'arn:${AWS::Partition}:glue:${AWS::Region}:${AWS::AccountId}';
  const resources = ['catalog', 'database/${LakeDatabase}', `table/\${LakeDatabase}/\${${glueTableId(entry)}}`];
  return [
    allow(
      'ReadSchema',
      ['glue:GetTable', 'glue:GetTableVersion', 'glue:GetTableVersions'],
      resources.map((resource) => ({ 'Fn::Sub': `${glue}:${resource}` })),
    ),
  ];
}

/** The delivery stream by its explicit name: its attribute would close a cycle, for it names this role. */
const trust = (deliveryStreamName: string) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'firehose.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: {
        StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
        ArnEquals: {
          'aws:SourceArn': {
            'Fn::Sub': `arn:\${AWS::Partition}:firehose:\${AWS::Region}:\${AWS::AccountId}:deliverystream/${deliveryStreamName}`,
          },
        },
      },
    },
  ],
});

const allow = (Sid: string, Action: string[], Resource: unknown[]) => ({ Sid, Effect: 'Allow', Action, Resource });
