import { physicalName } from '../delivery-stream/names.ts';
import type { CloudFormationResources } from '../framework.ts';
import type { Settings } from '../parameters.ts';
import type { Tag } from '../tags.ts';
import { deadLetterName, moderationIds as ids, moderationName } from './names.ts';

/** A week covers a long weekend and the mending of what takes from the queue. */
export const queueRetentionSeconds = 604_800;

/**
 * The most there is. A message keeps the time at which it was first sent, so that this must be longer than the queue's own.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
 */
const deadLetterRetentionSeconds = 1_209_600;

/** How long whoever took a message has for it. A function that takes from the queue may run for a sixth of it. */
const visibilitySeconds = 180;

/** Times that a message is taken in vain. */
const receivesMax = 5;

/**
 * The example of a subscriber: a topic of what people write, and a queue of it with one for what its reader cannot take.
 *
 * The topic is encrypted by the key that AWS manages for SNS, so that no role needs a grant. SNS itself makes that key's policy
 * (https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-services.html); no page prints it. As
 * published copies have it (policy id auto-sns-2), it lets every principal of this account that may use SNS encrypt and decrypt
 * through SNS; `aws kms get-key-policy` shows an account's own. Only of a key of one's own must the policy or
 * the publisher's role allow kms:GenerateDataKey* and kms:Decrypt. Services of AWS are no principals of the account, and cannot
 * publish under that key: the topic of alarms has one of its own (https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html).
 * The queues are encrypted by SQS itself: SNS could not send to one under AWS's key for SQS.
 */
export function moderation({ stage }: Settings, tags: Tag[]): CloudFormationResources {
  const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
  return {
    [ids.topic]: {
      Type: 'AWS::SNS::Topic',
      Properties: {
        TopicName: physicalName(stage, moderationName),
        KmsMasterKeyId: 'alias/aws/sns',
        Tags: tags,
      },
    },
    [ids.topicPolicy]: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [{ Ref: ids.topic }],
        PolicyDocument: { Version: '2012-10-17', Statement: [tlsOnly('sns:Publish', { Ref: ids.topic })] },
      },
    },
    [ids.queue]: queue(physicalName(stage, moderationName), tags, {
      MessageRetentionPeriod: queueRetentionSeconds,
      VisibilityTimeout: visibilitySeconds,
      RedrivePolicy: { deadLetterTargetArn: arnOf(ids.deadLetterQueue), maxReceiveCount: receivesMax },
    }),
    [ids.deadLetterQueue]: queue(physicalName(stage, deadLetterName), tags, {
      MessageRetentionPeriod: deadLetterRetentionSeconds,
    }),
    ...queuePolicies(),
    [ids.subscription]: {
      Type: 'AWS::SNS::Subscription',
      // What comes before the policies is refused, and SNS tries a refusal no second time.
      DependsOn: [policyIdOf(ids.queue), policyIdOf(ids.deadLetterQueue)],
      Properties: {
        TopicArn: { Ref: ids.topic },
        Protocol: 'sqs',
        Endpoint: arnOf(ids.queue),
        // The message is the domain event itself, its attributes are the message's own.
        RawMessageDelivery: true,
        // Its reader wants what is there to be read. A test holds these words against those of the function.
        FilterPolicy: { type: ['ChatMessage.Created', 'ChatMessage.Updated'] },
        FilterPolicyScope: 'MessageAttributes',
        RedrivePolicy: { deadLetterTargetArn: arnOf(ids.deadLetterQueue) },
      },
    },
  };
}

/**
 * It goes with the stack: what is in it are copies of changes that the archive has, and a queue left behind would be in the way
 * when the fan-out is switched on again.
 */
const queue = (QueueName: string, Tags: Tag[], properties: Record<string, unknown>) =>
  ({
    Type: 'AWS::SQS::Queue',
    DeletionPolicy: 'Delete',
    UpdateReplacePolicy: 'Delete',
    Properties: { QueueName, SqsManagedSseEnabled: true, ...properties, Tags },
  }) as const;

const policyIdOf = (queueId: string) => `${queueId}Policy`;

/** Only the topic may send, and nobody comes without TLS. Who takes messages does so by its own role. */
function queuePolicies(): CloudFormationResources {
  const policies: CloudFormationResources = {};
  for (const id of [ids.queue, ids.deadLetterQueue]) {
    const Resource = { 'Fn::GetAtt': [id, 'Arn'] };
    policies[policyIdOf(id)] = {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [{ Ref: id }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'TopicSends',
              Effect: 'Allow',
              Principal: { Service: 'sns.amazonaws.com' },
              Action: 'sqs:SendMessage',
              Resource,
              Condition: { ArnEquals: { 'aws:SourceArn': { Ref: ids.topic } } },
            },
            tlsOnly('sqs:*', Resource),
          ],
        },
      },
    };
  }
  return policies;
}

const tlsOnly = (Action: string, Resource: unknown) => ({
  Sid: 'TlsOnly',
  Effect: 'Deny',
  Principal: '*',
  Action,
  Resource,
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});
