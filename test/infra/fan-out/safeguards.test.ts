import { describe, expect, it } from 'vitest';
import { packaged } from '../../support/packaged.ts';
import { at, propertiesOf, resourcesOf } from '../../support/template-parts.ts';

describe.each(['dev', 'prod'] as const)('stage %s', async (stage) => {
  const { template } = await packaged(stage);
  const queues = resourcesOf(template, 'AWS::SQS::Queue');
  const statementsOf = (policyId: string) =>
    at(propertiesOf(template, policyId), 'PolicyDocument', 'Statement') as Record<string, unknown>[];

  it('has a queue and one for its dead letters, each named', () => {
    expect(queues.map(([, { Properties }]) => Properties.QueueName)).toEqual([
      `tributary-${stage}-moderation`,
      `tributary-${stage}-moderation-dlq`,
    ]);
  });

  it.each(queues)('encrypts %s by a key with which SNS can send to it', (_id, { Properties }) => {
    expect(Properties.SqsManagedSseEnabled).toBe(true);
    expect(Properties.KmsMasterKeyId).toBeUndefined();
  });

  it('encrypts every topic, that of moderation by a key which its publisher needs no grant for', () => {
    for (const [, { Properties }] of resourcesOf(template, 'AWS::SNS::Topic')) {
      expect(Properties.KmsMasterKeyId).toBeDefined();
    }
    expect(propertiesOf(template, 'ModerationTopic').KmsMasterKeyId).toBe('alias/aws/sns');
    expect(JSON.stringify(propertiesOf(template, 'DdbFanoutRole'))).not.toContain('kms:');
  });

  it.each(queues)('lets only the topic send to %s, and nobody come without TLS', (id) => {
    const policy = propertiesOf(template, `${id}Policy`);
    expect(policy.Queues).toEqual([{ Ref: id }]);
    const Resource = { 'Fn::GetAtt': [id, 'Arn'] };
    expect(statementsOf(`${id}Policy`)).toEqual([
      {
        Sid: 'TopicSends',
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource,
        Condition: { ArnEquals: { 'aws:SourceArn': { Ref: 'ModerationTopic' } } },
      },
      {
        Sid: 'TlsOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 'sqs:*',
        Resource,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ]);
    expect(template.Resources.ModerationSubscription?.DependsOn).toContain(`${id}Policy`);
  });

  it('allows nobody from outside to publish to the topic', () => {
    expect(statementsOf('ModerationTopicPolicy').map(({ Effect, Action }) => `${Effect} ${Action}`)).toEqual([
      'Deny sns:Publish',
    ]);
  });

  it('lets the queues go with the stack, so that the fan-out can be switched off and on', () => {
    for (const [, resource] of queues) {
      expect(resource).toMatchObject({ DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
    }
  });
});
