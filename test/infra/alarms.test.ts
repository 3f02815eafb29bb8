import { describe, expect, it } from 'vitest';
import { chatBatch } from '../support/chat-batch.ts';
import { invokePackaged } from '../support/invoke-packaged.ts';
import { packaged } from '../support/packaged.ts';
import { at, propertiesOf, resourcesOf } from '../support/template-parts.ts';

const dev = await packaged('dev');
const { template: prod } = await packaged('prod');

/** A line in embedded metric format. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
interface MetricDocument {
  _aws: { CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string }[] }[] };
  [member: string]: unknown;
}

/** What CloudWatch makes of such a line: a value for each namespace, set of dimensions and name. */
function metricsIn(document: MetricDocument): { identity: unknown; value: unknown }[] {
  return document._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) =>
      Metrics.map(({ Name }) => ({
        identity: {
          Namespace,
          MetricName: Name,
          Dimensions: Object.fromEntries(names.map((name) => [name, document[name]])),
        },
        value: document[Name],
      })),
    ),
  );
}

function metricOf(alarm: Record<string, unknown>) {
  const dimensions = alarm.Dimensions as { Name: string; Value: string }[];
  return {
    Namespace: alarm.Namespace,
    MetricName: alarm.MetricName,
    Dimensions: Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value])),
  };
}

function emitted(functionId: string) {
  const { lines } = invokePackaged(dev, functionId, chatBatch());
  const documents = lines.filter((line) => line.includes('"_aws"')).map((line): MetricDocument => JSON.parse(line));
  expect(documents).toHaveLength(1);
  return metricsIn(documents[0]!);
}

describe.each([
  ['ChatByLivestreamProcessingFailedAlarm', 'FirehoseDashtransformLambdaFunction'],
  ['ChatByTimeProcessingFailedAlarm', 'FirehoseDashtransformDashbyDashtimeLambdaFunction'],
])('%s', (alarmId, functionId) => {
  const alarm = propertiesOf(dev.template, alarmId);

  it('watches the very metric that its transform emits, and rings for one refused record', () => {
    expect(emitted(functionId)).toContainEqual({ identity: metricOf(alarm), value: 1 });
    expect(alarm).toMatchObject({ Statistic: 'Sum', Threshold: 0, ComparisonOperator: 'GreaterThanThreshold' });
  });

  it('is silent where nothing is invoked', () => {
    expect(alarm.TreatMissingData).toBe('notBreaching');
  });

  it('tells the topic when it rings and when it stops', () => {
    expect(alarm).toMatchObject({ AlarmActions: [{ Ref: 'AlarmTopic' }], OKActions: [{ Ref: 'AlarmTopic' }] });
  });

  it('is not rung by the other stage', () => {
    expect(propertiesOf(prod, alarmId).Namespace).not.toBe(alarm.Namespace);
  });
});

describe('the alarm topic', () => {
  const statementsOf = (logicalId: string, policy: string) =>
    at(propertiesOf(dev.template, logicalId), policy, 'Statement') as Record<string, unknown>[];
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
    expect(propertiesOf(dev.template, 'AlarmTopic').KmsMasterKeyId).toEqual({ Ref: 'AlarmTopicKey' });
    expect(propertiesOf(dev.template, 'AlarmTopicKey').EnableKeyRotation).toBe(true);
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
    for (const [, { Properties }] of resourcesOf(dev.template, 'AWS::CloudWatch::Alarm')) {
      expect(Properties.AlarmName).toMatch(/^tributary-dev-/);
    }
  });

  it('writes to an address only if there is one', () => {
    expect(dev.template.Resources.AlarmEmail?.Condition).toBe('HasAlarmEmail');
    expect(dev.template.Conditions?.HasAlarmEmail).toEqual({ 'Fn::Not': [{ 'Fn::Equals': ['', ''] }] });
  });
});
