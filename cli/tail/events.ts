import { randomBytes } from 'node:crypto';
import {
  DeleteRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { SNSClient, SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Deployed } from '../deployed/connect.ts';
import type { FanOutTarget } from '../fan-out/targets.ts';
import { UserError } from '../output.ts';
import { createTemporaryThings, type TemporaryThings } from './temporary.ts';
import { createTemporaryQueue, type TemporaryQueue } from './temporary-queue.ts';

/** Seconds that a look waits for the first message. */
const waitSeconds = 10;

/**
 * Follows what a bus or a topic is told, until `signal` ends it, without taking anything from its subscribers: a queue of its own
 * is subscribed meanwhile, named `tributary-<stage>-tail-<random>` and removed at the end with its rule or subscription. What of
 * it could not be removed is told to `onLeft`, in words.
 */
export async function* followEvents(
  deployed: Deployed,
  target: FanOutTarget & { kind: 'bus' | 'topic' },
  signal: AbortSignal,
  onReady: () => void,
  onLeft: (things: string[]) => void,
): AsyncGenerator<Buffer> {
  const things = createTemporaryThings();
  const name = deployed.physicalName(`tail-${randomBytes(4).toString('hex')}`);
  try {
    const queue =
      target.kind === 'bus'
        ? await listenToBus(deployed, target.address, name, things)
        : await listenToTopic(deployed, target.address, name, things);
    onReady();
    yield* messagesOf(deployed, queue, signal);
  } finally {
    onLeft(await things.removeAll());
  }
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
async function listenToBus(
  deployed: Deployed,
  EventBusName: string,
  name: string,
  things: TemporaryThings,
): Promise<TemporaryQueue> {
  const events = deployed.client(EventBridgeClient);
  // Every event that the fan-out puts.
  const EventPattern = JSON.stringify({ source: ['tributary'] });
  const { RuleArn = '' } = await events.send(new PutRuleCommand({ Name: name, EventBusName, EventPattern }));
  things.made(`the rule ${name}`, () => events.send(new DeleteRuleCommand({ Name: name, EventBusName })));
  const queue = await createTemporaryQueue(deployed, name, { service: 'events.amazonaws.com', arn: RuleArn });
  things.made(`the queue ${name}`, queue.remove);
  const Targets = [{ Id: 'tail', Arn: queue.arn }];
  const { FailedEntries = [] } = await events.send(new PutTargetsCommand({ Rule: name, EventBusName, Targets }));
  if (FailedEntries.length > 0) throw new UserError(`EventBridge refuses: ${FailedEntries[0]?.ErrorMessage}`);
  things.made(`the target of the rule ${name}`, () =>
    events.send(new RemoveTargetsCommand({ Rule: name, EventBusName, Ids: ['tail'] })),
  );
  return queue;
}

/** https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html */
async function listenToTopic(
  deployed: Deployed,
  TopicArn: string,
  name: string,
  things: TemporaryThings,
): Promise<TemporaryQueue> {
  const sns = deployed.client(SNSClient);
  const queue = await createTemporaryQueue(deployed, name, { service: 'sns.amazonaws.com', arn: TopicArn });
  things.made(`the queue ${name}`, queue.remove);
  const { SubscriptionArn } = await sns.send(
    new SubscribeCommand({
      TopicArn,
      Protocol: 'sqs',
      Endpoint: queue.arn,
      Attributes: { RawMessageDelivery: 'true' },
      ReturnSubscriptionArn: true,
    }),
  );
  things.made(`the subscription ${SubscriptionArn}`, () => sns.send(new UnsubscribeCommand({ SubscriptionArn })));
  return queue;
}

async function* messagesOf(deployed: Deployed, queue: TemporaryQueue, signal: AbortSignal): AsyncGenerator<Buffer> {
  const sqs = deployed.client(SQSClient);
  while (!signal.aborted) {
    const look = new ReceiveMessageCommand({
      QueueUrl: queue.url,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: waitSeconds,
    });
    const { Messages = [] } = await unlessAborted(sqs.send(look, { abortSignal: signal }), signal);
    for (const { Body = '' } of Messages) yield Buffer.from(Body);
    if (Messages.length === 0) continue;
    const Entries = Messages.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queue.url, Entries }));
  }
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | { Messages?: never }> {
  try {
    return await work;
  } catch (error) {
    if (signal.aborted) return {};
    throw error;
  }
}
