import type { Resource } from '../../../local/template/resolve.ts';
import { at } from '../../support/template-parts.ts';
import { valuesOfCondition } from './policy.ts';
import { policies } from './resource-policies.ts';
import { ofType, type Rule, ruleOfEach, type Subject } from './rule.ts';

const queueAt = (arn: unknown, subject: Subject) => ofType(subject, 'AWS::SQS::Queue').find((one) => one.arn === arn);

/** What SQS keeps a message for unless it is told. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const defaultRetentionSeconds = 345_600;
const secondsOf = ({ properties }: Resource) => Number(properties.MessageRetentionPeriod ?? defaultRetentionSeconds);

const letsIn = (queue: Resource, topicArn: unknown, subject: Subject) =>
  [...policies(subject)].some(
    ({ on, statement }) =>
      on.some((one) => one.endsWith(`/${queue.name}`)) &&
      statement.effect === 'Allow' &&
      statement.principals.Service?.includes('sns.amazonaws.com') &&
      statement.actions.includes('sqs:SendMessage') &&
      statement.resources.includes(queue.arn) &&
      valuesOfCondition(statement, 'aws:SourceArn').includes(String(topicArn)),
  );

/** Queues that a topic tells. */
export const queueRules: Rule[] = [
  ruleOfEach(
    'AWS::SNS::Subscription',
    'a queue lets in the topic that tells it, and so does the one for what could not be told',
    function* ({ TopicArn, Protocol, Endpoint, RedrivePolicy }, subject) {
      if (Protocol !== 'sqs') return;
      for (const arn of [Endpoint, at(RedrivePolicy, 'deadLetterTargetArn')]) {
        const queue = queueAt(arn, subject);
        if (!queue) yield `has no queue ${arn}`;
        else if (!letsIn(queue, TopicArn, subject)) yield `is not let into ${queue.logicalId}`;
      }
    },
  ),
  ruleOfEach(
    'AWS::SNS::Subscription',
    'what a queue cannot get rid of goes to another, which keeps it for longer',
    function* ({ Protocol, Endpoint }, subject) {
      const queue = Protocol === 'sqs' ? queueAt(Endpoint, subject) : undefined;
      if (!queue) return;
      const redrive = queue.properties.RedrivePolicy;
      const last = queueAt(at(redrive, 'deadLetterTargetArn'), subject);
      if (!last || last === queue || !(Number(at(redrive, 'maxReceiveCount')) >= 1)) yield 'repeats a message for ever';
      else if (secondsOf(last) <= secondsOf(queue)) yield `loses it after ${secondsOf(last)} s`;
    },
  ),
];
