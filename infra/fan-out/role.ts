import { streamFailurePrefix } from '../../shared/stream-record-failure.ts';
import type { CloudFormationResource } from '../framework.ts';
import { functionRole, type Statement } from '../function-role.ts';
import type { Settings } from '../parameters.ts';
import type { Tag } from '../tags.ts';
import { fanOutIds, fanOutName, moderationIds } from './names.ts';

const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

/**
 * To read the table's stream, to write to each target, and to put what could not be told into the failure destination. Lambda
 * reads the stream and writes there by this role too. The topic's key is the one
 * that AWS manages for SNS: it takes no grant (see moderation.ts).
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export function fanOutRole({ stage }: Settings, tags: Tag[]): CloudFormationResource {
  return functionRole(fanOutName, stage, tags, [
    {
      name: 'read',
      statements: [
        allow('ReadTableStream', ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], {
          'Fn::GetAtt': [fanOutIds.table, 'StreamArn'],
        }),
        // It cannot be held to a stream. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
        allow('FindTableStreams', ['dynamodb:ListStreams'], '*'),
      ],
    },
    {
      name: 'tell',
      statements: [
        allow('TellBus', ['events:PutEvents'], arnOf(fanOutIds.bus)),
        // PublishBatch is allowed by it too.
        allow('TellTopic', ['sns:Publish'], { Ref: moderationIds.topic }),
        allow('TellArchive', ['firehose:PutRecordBatch'], arnOf(fanOutIds.archive)),
      ],
    },
    {
      name: 'keep',
      statements: [
        allow('KeepUntold', ['s3:PutObject'], { 'Fn::Sub': `\${LakeBucket.Arn}/${streamFailurePrefix}*` }),
        // No prefix is asked of it: Lambda looks whether the bucket is there, not what is in it.
        allow('FindBucket', ['s3:ListBucket'], arnOf('LakeBucket')),
      ],
    },
  ]);
}

const allow = (Sid: string, Action: string[], resource: unknown): Statement => ({
  Sid,
  Effect: 'Allow',
  Action,
  Resource: [resource],
});
