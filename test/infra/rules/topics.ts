import { place } from '../../support/template-parts.ts';
import { listOf, statementsOf, valuesOfCondition } from './policy.ts';
import { ofType, type Properties, type Rule, type Subject } from './rule.ts';

/** Topics that alarms tell. */
export function alarmTopics(subject: Subject) {
  const told = ofType(subject, 'AWS::CloudWatch::Alarm').flatMap(({ properties }) =>
    listOf<string>(properties.AlarmActions),
  );
  return ofType(subject, 'AWS::SNS::Topic').filter(({ arn }) => told.includes(arn));
}

/** Whether CloudWatch may do `action` for every alarm of the stack. */
function letsAlarmsIn(document: unknown, actions: string[], subject: Subject): boolean {
  const arns = ofType(subject, 'AWS::CloudWatch::Alarm').map(({ arn }) => arn);
  return statementsOf(document).some((statement) => {
    const sources = valuesOfCondition(statement, 'aws:SourceArn');
    return (
      statement.effect === 'Allow' &&
      (statement.principals.Service ?? []).includes('cloudwatch.amazonaws.com') &&
      actions.every((action) => statement.actions.includes(action)) &&
      (sources.length === 0 || arns.every((arn) => sources.some((source) => arn.startsWith(source.replace(/\*$/, '')))))
    );
  });
}

const keyOf = ({ KmsMasterKeyId }: Properties, subject: Subject) =>
  ofType(subject, 'AWS::KMS::Key').find(({ name, arn }) => [name, arn].includes(String(KmsMasterKeyId)));

export const topicRules: Rule[] = [
  {
    name: 'a topic that alarms tell takes messages from every alarm of the stack',
    *violations(subject) {
      for (const { logicalId, arn } of alarmTopics(subject)) {
        const policies = ofType(subject, 'AWS::SNS::TopicPolicy').filter(({ properties }) =>
          listOf<string>(properties.Topics).includes(arn),
        );
        if (!policies.some(({ properties }) => letsAlarmsIn(properties.PolicyDocument, ['sns:Publish'], subject)))
          yield `${logicalId} does not`;
      }
    },
  },
  {
    name: "a topic that alarms tell has a key of the stack that CloudWatch may use: AWS's own cannot be opened to it",
    *violations(subject) {
      for (const { logicalId, properties } of alarmTopics(subject)) {
        if (!properties.KmsMasterKeyId) continue;
        const key = keyOf(properties, subject);
        if (!key) yield `${logicalId} has the key ${properties.KmsMasterKeyId}`;
        else if (!letsAlarmsIn(key.properties.KeyPolicy, ['kms:Decrypt', 'kms:GenerateDataKey'], subject))
          yield `${key.logicalId} is closed to CloudWatch`;
      }
    },
  },
  {
    name: 'every key of the stack can be administered by the account that pays for it',
    *violations(subject) {
      const root = `arn:aws:iam::${place.accountId}:root`;
      for (const { logicalId, properties } of ofType(subject, 'AWS::KMS::Key')) {
        const held = statementsOf(properties.KeyPolicy).some(
          ({ effect, principals, actions }) =>
            effect === 'Allow' && principals.AWS?.includes(root) && actions.includes('kms:*'),
        );
        if (!held) yield `${logicalId} cannot`;
      }
    },
  },
];
