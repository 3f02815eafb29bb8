import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { MetricSink } from '../cloudwatch/types.ts';
import { xmlParent, xmlText } from '../s3/xml.ts';
import type { NewMessage, Queues } from '../sqs/types.ts';
import { TemplateError } from '../template/resolve.ts';
import { AwsError, type WireHandler } from '../wire/message.ts';
import type { SnsContext } from './context.ts';
import { notificationFor, type Published } from './notification.ts';
import { publish } from './operations/publish.ts';
import { publishBatch } from './operations/publish-batch.ts';
import { subscribe } from './operations/subscribe.ts';
import { unsubscribe } from './operations/unsubscribe.ts';
import { parseQueryInput, type QueryInput, textAt } from './query-input.ts';
import { parseSubscription, type Subscription } from './subscription.ts';

const operations: Record<string, (context: SnsContext, input: QueryInput) => string> = {
  Publish: publish,
  PublishBatch: publishBatch,
  Subscribe: subscribe,
  Unsubscribe: unsubscribe,
};

export interface SnsOptions {
  clock: Clock;
  region: string;
  accountId: string;
  queues: Queues;
  newId?: () => string;
  metrics?: MetricSink;
  log: (message: string) => void;
}

export interface Sns {
  /** Makes a standard topic of the template. Throws `TemplateError` for a FIFO topic. */
  createTopic(properties: Record<string, unknown>): { topicArn: string };
  /**
   * Makes an `AWS::SNS::Subscription` of a queue; the topic and the queue must be there. A protocol that leaves this machine is
   * answered with the reason why it has no effect. Throws `TemplateError`.
   */
  subscribe(properties: Record<string, unknown>): { delivers: true } | { delivers: false; reason: string };
  /** The query protocol: Publish, PublishBatch, Subscribe, Unsubscribe. Routed by the signing name `sns`; there is no `X-Amz-Target`. */
  handle: WireHandler;
}

/** SNS as far as the stack needs it: what is published to a topic is in the queues that want it before it is answered. */
export function createSns(options: SnsOptions): Sns {
  const { clock, region, accountId, queues, newId = randomUUID, metrics, log } = options;
  const topics = new Map<string, Subscription[]>();

  const count = (metricName: string, topicArn: string) =>
    metrics?.put({
      namespace: 'AWS/SNS',
      metricName,
      dimensions: { TopicName: topicArn.slice(topicArn.lastIndexOf(':') + 1) },
      value: 1,
      unit: 'Count',
      timestamp: clock.now(),
    });

  /** What a queue does not take, such as characters that SQS does not know, is lost to it, as on AWS, unless another one takes it. */
  const deliver = (subscription: Subscription, published: Published): void => {
    const { topicArn } = published;
    const { queueArn, deadLetterArn } = subscription;
    if (!subscription.accepts(published.attributes)) {
      count('NumberOfNotificationsFilteredOut', topicArn);
      return;
    }
    const message = notificationFor(subscription, published);
    const isDelivered = tryToSend(queueArn, message, topicArn);
    count(isDelivered ? 'NumberOfNotificationsDelivered' : 'NumberOfNotificationsFailed', topicArn);
    if (isDelivered || deadLetterArn === undefined) return;
    const isRedriven = tryToSend(deadLetterArn, message, topicArn);
    count(`NumberOfNotifications${isRedriven ? 'RedrivenToDlq' : 'FailedToRedriveToDlq'}`, topicArn);
  };

  const tryToSend = (queueArn: string, message: NewMessage, topicArn: string): boolean => {
    try {
      queues.send(queueArn, message);
      return true;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      log(`${topicArn} could not deliver a message to ${queueArn}: ${error.message}`);
      return false;
    }
  };

  const context: SnsContext = {
    checkTopic(topicArn) {
      if (topicArn !== undefined && topics.has(topicArn)) return topicArn;
      throw new AwsError('NotFound', 'Topic does not exist', 404);
    },
    publish(topicArn, message) {
      const published: Published = { ...message, messageId: newId(), topicArn, publishedMs: clock.now() };
      count('NumberOfMessagesPublished', topicArn);
      for (const subscription of topics.get(topicArn)!) deliver(subscription, published);
      return published.messageId;
    },
    subscribe: (properties) => addSubscription(properties).arn,
    unsubscribe(arn) {
      for (const subscriptions of topics.values()) {
        const at = subscriptions.findIndex((subscription) => subscription.arn === arn);
        if (at !== -1) subscriptions.splice(at, 1);
      }
    },
  };

  function addSubscription(properties: Record<string, unknown>): Subscription {
    const subscription = parseSubscription(properties, newId());
    const { topicArn, queueArn } = subscription;
    const subscriptions = topics.get(topicArn);
    if (!subscriptions) throw new TemplateError(`The subscription of ${queueArn}: there is no topic ${topicArn}.`);
    for (const arn of [queueArn, subscription.deadLetterArn ?? queueArn]) {
      if (!queues.has(arn)) throw new TemplateError(`The subscription to ${topicArn}: there is no queue ${arn}.`);
    }
    subscriptions.push(subscription);
    return subscription;
  }

  return {
    createTopic({ TopicName: name, FifoTopic: isFifo }) {
      if (isFifo) throw new TemplateError(`The topic ${name}: FIFO topics are not there locally.`);
      const topicArn = `arn:aws:sns:${region}:${accountId}:${name}`;
      topics.set(topicArn, []);
      return { topicArn };
    },
    subscribe(properties) {
      const { Protocol: protocol } = properties;
      if (protocol !== 'sqs') {
        return { delivers: false, reason: `nothing leaves this machine by ${protocol}; locally queues are subscribed` };
      }
      addSubscription(properties);
      return { delivers: true };
    },
    async handle(request) {
      const input = parseQueryInput(request.body);
      const name = textAt(input, 'Action') ?? '';
      const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
      if (!operation) {
        throw new AwsError(
          'InvalidAction',
          `The local SNS does not implement ${name || '(no Action)'}. It implements: ${Object.keys(operations).join(', ')}.`,
        );
      }
      const requestId = randomUUID();
      const body = [
        xmlParent(`${name}Result`, [operation(context, input)]),
        xmlParent('ResponseMetadata', [xmlText('RequestId', requestId)]),
      ];
      return {
        status: 200,
        headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
        body: `<${name}Response xmlns="http://sns.amazonaws.com/doc/2010-03-31/">${body.join('')}</${name}Response>`,
      };
    },
  };
}
