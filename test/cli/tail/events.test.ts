import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect, type Deployed } from '../../../cli/deployed/connect.ts';
import type { FanOutTarget } from '../../../cli/fan-out/targets.ts';
import { followEvents } from '../../../cli/tail/events.ts';
import { eventLine, type TailLine } from '../../../cli/tail/line.ts';
import { createEventBridge } from '../../../local/eventbridge/service.ts';
import { createSns } from '../../../local/sns/service.ts';
import { createSqs } from '../../../local/sqs/service.ts';
import { AwsError } from '../../../local/wire/message.ts';
import { createServer } from '../../../local/wire/server.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const place = { region: 'us-east-1', accountId: '000000000000' };
const topicArn = 'arn:aws:sns:us-east-1:000000000000:tributary-dev-moderation';
const bus: FanOutTarget & { kind: 'bus' } = { kind: 'bus', shortName: 'changes', address: 'tributary-dev-changes' };
const topic: FanOutTarget & { kind: 'topic' } = { kind: 'topic', shortName: 'moderation', address: topicArn };
const domainEvent = (id: string) =>
  JSON.stringify({
    id,
    type: 'ChatMessage.Created',
    time: '2026-07-13T14:00:00.000000Z',
    keys: { LivestreamID: 'live-1', UID: '16402761150981234' },
    new: { Message: 'secret' },
  });

let deployed: Deployed;
let queueNames: () => string[];
/** Operations that are refused. */
let refused: Set<string>;
let stop: () => Promise<void>;

beforeEach(async () => {
  const directory = mkdtempSync(join(tmpdir(), 'tributary-tail-'));
  const clock = createFakeClock(Date.UTC(2026, 6, 13, 14));
  let url = '';
  refused = new Set();
  const sqs = createSqs({ directory, clock, ...place, endpointUrl: () => url });
  sqs.createQueue({ QueueName: 'tributary-dev-moderation' });
  const common = { clock, ...place, queues: sqs.queues, log: () => {} };
  const sns = createSns(common);
  sns.createTopic({ TopicName: 'tributary-dev-moderation' });
  const subscriber = 'arn:aws:sqs:us-east-1:000000000000:tributary-dev-moderation';
  sns.subscribe({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: subscriber });
  const functions = { invoke: () => Promise.reject(new Error('no function')) };
  const bridge = createEventBridge({ ...common, functions });
  bridge.createBus('tributary-dev-changes');
  const server = createServer({
    route: ({ headers }) => {
      const [service = '', operation = ''] = (headers['x-amz-target'] ?? 'SNS.').split('.');
      if (refused.has(operation)) throw new AwsError('AccessDeniedException', `${operation} is not allowed.`, 403);
      return { AmazonSQS: sqs.handle, AWSEvents: bridge.handle }[service] ?? sns.handle;
    },
  });
  url = `http://127.0.0.1:${(await server.listen(0)).port}`;
  const client = {
    endpoint: url,
    region: place.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const connected = connect('dev', { name: url, settings: client });
  deployed = connected.deployed;
  queueNames = () => sqs.counts().map(({ queueName }) => queueName);
  stop = async () => {
    connected.close();
    bridge.close();
    sqs.close();
    await server.close();
    rmSync(directory, { recursive: true, force: true });
  };
});
afterEach(() => stop());

const publish = (id: string) =>
  deployed.client(SNSClient).send(new PublishCommand({ TopicArn: topicArn, Message: domainEvent(id) }));
const putEvent = (id: string) =>
  deployed.client(EventBridgeClient).send(
    new PutEventsCommand({
      Entries: [
        { EventBusName: bus.address, Source: 'tributary', DetailType: 'ChatMessage.Created', Detail: domainEvent(id) },
      ],
    }),
  );

/** What is seen of a target until so many lines have come; what is to be seen is sent once all is ready. */
async function seen(target: typeof bus | typeof topic, count: number, send: () => Promise<unknown>) {
  const controller = new AbortController();
  const lines: TailLine[] = [];
  const left: string[] = [];
  let sending: Promise<unknown> = Promise.resolve();
  const ready = () => (sending = send());
  for await (const body of followEvents(deployed, target, controller.signal, ready, (things) => left.push(...things))) {
    lines.push(eventLine(body, target.shortName, false));
    if (lines.length === count) controller.abort();
  }
  await sending;
  return { lines, left };
}

describe('what a bus or a topic is told', () => {
  it.each([
    ['topic', topic, publish],
    ['bus', bus, putEvent],
  ] as const)('is followed by a queue of its own, which is gone afterwards: a %s', async (_, target, tell) => {
    let meanwhile: string[] = [];
    const { lines, left } = await seen(target, 2, async () => {
      meanwhile = queueNames();
      await tell('1');
      await tell('2');
    });
    expect(meanwhile.at(-1)).toMatch(/^tributary-dev-tail-[0-9a-f]{8}$/);
    expect(lines).toMatchObject([
      {
        eventId: '1',
        eventName: 'ChatMessage.Created',
        keys: { LivestreamID: 'live-1', UID: '16402761150981234' },
        from: target.shortName,
      },
      { eventId: '2' },
    ]);
    expect(JSON.stringify(lines)).not.toContain('secret');
    expect(left).toEqual([]);
    expect(queueNames()).toEqual(['tributary-dev-moderation']);
    // Neither rule nor subscription is left that would send to a queue that is no more.
    await tell('3');
  });

  it('is not taken from who subscribes to it', async () => {
    await seen(topic, 1, () => publish('1'));
    const { SQSClient, ReceiveMessageCommand } = await import('@aws-sdk/client-sqs');
    const QueueUrl = `${deployed.place}/000000000000/tributary-dev-moderation`;
    const { Messages = [] } = await deployed.client(SQSClient).send(new ReceiveMessageCommand({ QueueUrl }));
    expect(Messages).toHaveLength(1);
  });

  it('ends at once when it is interrupted while nothing comes', async () => {
    const controller = new AbortController();
    const bodies: Buffer[] = [];
    const follow = followEvents(
      deployed,
      bus,
      controller.signal,
      () => setImmediate(() => controller.abort()),
      () => {},
    );
    for await (const body of follow) bodies.push(body);
    expect(bodies).toEqual([]);
    expect(queueNames()).toEqual(['tributary-dev-moderation']);
  });

  it.each(['CreateQueue', 'GetQueueAttributes', 'PutTargets', 'ReceiveMessage'])(
    'leaves nothing behind where %s is refused',
    async (operation) => {
      refused.add(operation);
      const left: string[] = [];
      const follow = followEvents(
        deployed,
        bus,
        AbortSignal.timeout(5_000),
        () => {},
        (things) => left.push(...things),
      );
      await expect(follow.next()).rejects.toThrow(`${operation} is not allowed.`);
      expect(left).toEqual([]);
      expect(queueNames()).toEqual(['tributary-dev-moderation']);
    },
  );

  it('names what could not be removed, and removes the rest', async () => {
    refused.add('RemoveTargets');
    const { left } = await seen(bus, 1, () => putEvent('1'));
    expect(left).toEqual([
      expect.stringMatching(
        /^the target of the rule tributary-dev-tail-[0-9a-f]{8} \(RemoveTargets is not allowed\.\)$/,
      ),
      expect.stringMatching(
        /^the rule tributary-dev-tail-[0-9a-f]{8} \(Rule can't be deleted since it has targets\.\)$/,
      ),
    ]);
    expect(queueNames()).toEqual(['tributary-dev-moderation']);
  });
});
