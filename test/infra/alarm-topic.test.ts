import { describe, expect, it } from 'vitest';
import { packaged } from '../support/packaged.ts';
import { at, propertiesOf, resourcesOf } from '../support/template-parts.ts';

const { template: dev } = await packaged('dev');

describe('the alarm topic', () => {
  const statementsOf = (logicalId: string, policy: string) =>
    at(propertiesOf(dev, logicalId), policy, 'Statement') as Record<string, unknown>[];
  const byCloudWatch = { Service: 'cloudwatch.amazonaws.com' };
  const condition = {
    StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
    ArnLike: {
      'aws:SourceArn': {
        'Fn::Sub': 'arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:tributary-dev-*',
      },
    },
  };

  it('is encrypted with a key of its own, which CloudWatch may use for alarms of this stage', () => {
    expect(propertiesOf(dev, 'AlarmTopic').KmsMasterKeyId).toEqual({ Ref: 'AlarmTopicKey' });
    expect(propertiesOf(dev, 'AlarmTopicKey').EnableKeyRotation).toBe(true);
    expect(statementsOf('AlarmTopicKey', 'KeyPolicy')).toContainEqual({
      Sid: 'AlarmsEncrypt',
      Effect: 'Allow',
      Principal: byCloudWatch,
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: '*',
      Condition: condition,
    });
  });

  it('takes messages from alarms of this stage', () => {
    expect(statementsOf('AlarmTopicPolicy', 'PolicyDocument')).toContainEqual({
      Sid: 'AlarmsPublish',
      Effect: 'Allow',
      Principal: byCloudWatch,
      Action: 'sns:Publish',
      Resource: { Ref: 'AlarmTopic' },
      Condition: condition,
    });
  });

  it('knows every alarm by the name that its policies allow', () => {
    for (const [, { Properties }] of resourcesOf(dev, 'AWS::CloudWatch::Alarm')) {
      expect(Properties.AlarmName).toMatch(/^tributary-dev-/);
    }
  });

  it('writes to an address only if there is one', () => {
    expect(dev.Resources.AlarmEmail?.Condition).toBe('HasAlarmEmail');
    expect(dev.Conditions?.HasAlarmEmail).toEqual({ 'Fn::Not': [{ 'Fn::Equals': ['', ''] }] });
  });
});
