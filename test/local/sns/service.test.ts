import { PublishBatchCommand, PublishCommand, type PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';
import { type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MetricDatum } from '../../../local/cloudwatch/types.ts';
import { createSns, type Sns } from '../../../local/sns/service.ts';
import { createServer } from '../../../local/wire/server.ts';
import { arnOf, place, startSqs } from '../sqs/support.ts';

const TopicArn = 'arn:aws:sns:us-east-1:000000000000:moderation';

let sqs: Awaited<ReturnType<typeof startSqs>>;
let sns: Sns;
let client: SNSClient;
let logged: string[];
let metrics: MetricDatum[];
let url: string;
let stop: () => Promise<void>;

beforeEach(async () => {
  sqs = await startSqs([
    { QueueName: 'plain' },
    { QueueName: 'raw' },
    { QueueName: 'small', MaximumMessageSize: 1024 },
  ]);
  logged = [];
  metrics = [];
  sns = createSns({
    clock: sqs.clock,
    ...place,
    queues: sqs.sqs.queues,
    metrics: { put: (datum) => void metrics.push(datum) },
    log: (message) => logged.push(message),
  });
  sns.createTopic({ TopicName: 'moderation' });
  const server = createServer({ route: () => sns.handle });
  url = `http://127.0.0.1:${(await server.listen(0)).port}`;
  client = new SNSClient({
    endpoint: url,
    region: place.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  stop = async () => {
    client.destroy();
    await server.close();
    await sqs.stop();
  };
});
afterEach(() => stop());

const subscribe = (name: string, more: Record<string, unknown> = {}) =>
  sns.subscribe({ TopicArn, Protocol: 'sqs', Endpoint: arnOf(name), ...more });
const text = (StringValue: string, DataType = 'String') => ({ DataType, StringValue });
const publish = (more: Partial<PublishCommandInput> = {}) =>
  client.send(new PublishCommand({ TopicArn, Message: 'hello <é> & "you"\r\n', ...more }));
async function receive(name: string): Promise<Message[]> {
  const QueueUrl = sqs.urlOf(name);
  const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] });
  return (await sqs.client.send(command)).Messages ?? [];
}

describe('Publish', () => {
  it('puts JSON about the message into a queue', async () => {
    subscribe('plain');
    const { MessageId } = await publish({ Subject: 'Greeting', MessageAttributes: { type: text('created') } });
    const [message] = await receive('plain');
    expect(JSON.parse(message!.Body!)).toMatchObject({
      Type: 'Notification',
      MessageId,
      TopicArn,
      Subject: 'Greeting',
      Message: 'hello <é> & "you"\r\n',
      Timestamp: '2026-07-13T14:00:00.000Z',
      MessageAttributes: { type: { Type: 'String', Value: 'created' } },
    });
  });

  it('puts the message itself and its attributes into a queue with raw delivery', async () => {
    subscribe('raw', { RawMessageDelivery: true });
    const MessageAttributes = {
      type: text('created'),
      bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([0, 255]) },
    };
    await publish({ MessageAttributes });
    expect(await receive('raw')).toMatchObject([{ Body: 'hello <é> & "you"\r\n', MessageAttributes }]);
  });

  it('leaves out a queue whose filter policy the attributes do not match', async () => {
    subscribe('plain', { FilterPolicy: { type: ['removed'] } });
    subscribe('raw', {
      RawMessageDelivery: 'true',
      FilterPolicyScope: 'MessageAttributes',
      FilterPolicy: {
        type: [{ prefix: 'cre' }],
        count: [{ numeric: ['>=', 5] }],
        tags: ['a'],
        absent: [{ exists: false }],
      },
    });
    const MessageAttributes = {
      type: text('created'),
      count: text('7', 'Number'),
      tags: text('["a","b"]', 'String.Array'),
    };
    await publish({ MessageAttributes });
    await publish({ MessageAttributes: { ...MessageAttributes, count: text('4', 'Number') } });
    expect((await receive('raw')).length).toBe(1);
    expect(await receive('plain')).toEqual([]);
    const counted = metrics.map(({ metricName }) => metricName);
    expect(counted.filter((name) => name === 'NumberOfNotificationsFilteredOut').length).toBe(3);
    expect(metrics[0]).toMatchObject({ namespace: 'AWS/SNS', dimensions: { TopicName: 'moderation' } });
  });

  it.each([
    ['a topic that is not there', { TopicArn: `${TopicArn}2` }, 'NotFoundException', 'Topic does not exist'],
    ['an empty message', { Message: '' }, 'InvalidParameterException', 'Invalid parameter: Empty message'],
    [
      'a message over 256 KiB',
      { Message: 'x'.repeat(262_145) },
      'InvalidParameterException',
      'Invalid parameter: Message too long',
    ],
    ['a subject with a line break', { Subject: 'a\nb' }, 'InvalidParameterException', 'Invalid parameter: Subject'],
    [
      'a structure',
      { MessageStructure: 'json' },
      'InvalidParameterException',
      'Invalid parameter: MessageStructure is not there locally',
    ],
    [
      'an attribute without a value',
      { MessageAttributes: { a: { DataType: 'String' } } },
      'InvalidParameterValueException',
      /'a' must contain/,
    ],
  ] as const)('refuses %s', async (_what, more, name, message) => {
    await expect(publish(more as Partial<PublishCommandInput>)).rejects.toMatchObject({
      name,
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    });
  });

  it('tells of what a queue does not take', async () => {
    subscribe('raw', { RawMessageDelivery: true });
    await publish({ Message: 'a\u0001b' });
    expect(await receive('raw')).toEqual([]);
    expect(logged[0]).toMatch(/could not deliver a message to .*raw/);
  });
});

describe('PublishBatch', () => {
  it('publishes each entry by itself', async () => {
    subscribe('raw', { RawMessageDelivery: true });
    const { Successful, Failed } = await client.send(
      new PublishBatchCommand({
        TopicArn,
        PublishBatchRequestEntries: [
          { Id: 'a', Message: '1', MessageAttributes: { type: text('x') } },
          { Id: 'b', Message: '2', Subject: ' no' },
          { Id: 'c', Message: '3' },
        ],
      }),
    );
    expect(Successful).toEqual([
      { Id: 'a', MessageId: expect.any(String) },
      { Id: 'c', MessageId: expect.any(String) },
    ]);
    expect(Failed).toMatchObject([{ Id: 'b', Code: 'InvalidParameter', SenderFault: true }]);
    const received = await receive('raw');
    expect(received.map(({ Body }) => Body)).toEqual(['1', '3']);
    expect(received[0]?.MessageAttributes).toEqual({ type: text('x') });
  });

  it.each([
    [
      'eleven entries',
      Array.from({ length: 11 }, (_, at) => ({ Id: `e${at}`, Message: 'x' })),
      'TooManyEntriesInBatchRequest',
    ],
    [
      'an id twice',
      [
        { Id: 'a', Message: 'x' },
        { Id: 'a', Message: 'x' },
      ],
      'BatchEntryIdsNotDistinct',
    ],
    ['no entries', [], 'EmptyBatchRequest'],
    ['a bad id', [{ Id: 'a b', Message: 'x' }], 'InvalidBatchEntryId'],
    ['256 KiB', ['a', 'b'].map((Id) => ({ Id, Message: 'x'.repeat(140_000) })), 'BatchRequestTooLong'],
  ])('refuses %s', async (_what, PublishBatchRequestEntries, name) => {
    const command = new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries });
    await expect(client.send(command)).rejects.toMatchObject({ name: expect.stringContaining(name) });
  });

  it('keeps ten entries in order', async () => {
    subscribe('raw', { RawMessageDelivery: true });
    const PublishBatchRequestEntries = Array.from({ length: 10 }, (_, at) => ({ Id: `e${at}`, Message: String(at) }));
    await client.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }));
    expect((await receive('raw')).map(({ Body }) => Body)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
  });
});

it('what a queue does not take goes to the dead-letter queue of its subscription', async () => {
  subscribe('small', { RawMessageDelivery: true, RedrivePolicy: { deadLetterTargetArn: arnOf('raw') } });
  await publish({ Message: 'x'.repeat(1025), MessageAttributes: { type: text('created') } });
  expect(await receive('small')).toEqual([]);
  expect(await receive('raw')).toMatchObject([
    { Body: 'x'.repeat(1025), MessageAttributes: { type: text('created') } },
  ]);
  const names = metrics.map(({ metricName }) => metricName);
  expect(names).toEqual(expect.arrayContaining(['NumberOfNotificationsFailed', 'NumberOfNotificationsRedrivenToDlq']));
});

it('what the dead-letter queue does not take either is counted', async () => {
  subscribe('small', { RawMessageDelivery: true, RedrivePolicy: { deadLetterTargetArn: arnOf('small') } });
  await publish({ Message: 'x'.repeat(1025) });
  const names = metrics.map(({ metricName }) => metricName);
  expect(names).toContain('NumberOfNotificationsFailedToRedriveToDlq');
});

describe('the template', () => {
  it('subscribes queues; what leaves the machine is said to have no effect', () => {
    expect(subscribe('plain')).toEqual({ delivers: true });
    expect(sns.subscribe({ TopicArn, Protocol: 'email', Endpoint: 'a@b.example' })).toEqual({
      delivers: false,
      reason: 'nothing leaves this machine by email; locally queues are subscribed',
    });
  });

  it.each([
    [{ Endpoint: arnOf('absent') }, /there is no queue/],
    [{ RedrivePolicy: { deadLetterTargetArn: arnOf('absent') } }, /there is no queue/],
    [{ TopicArn: `${TopicArn}2` }, /there is no topic/],
    [{ FilterPolicyScope: 'MessageBody' }, /on message attributes/],
    [{ FilterPolicy: { type: 'created' } }, /lists of alternatives/],
    [{ FilterPolicy: { type: [{ cidr: '10.0.0.0/8' }] } }, /does not know the matcher/],
    [{ RedrivePolicy: {} }, /RedrivePolicy/],
  ])('refuses a subscription with %j', (more, message) => {
    expect(() => subscribe('plain', more)).toThrow(message);
  });

  it('refuses a FIFO topic', () => {
    expect(() => sns.createTopic({ TopicName: 'a.fifo', FifoTopic: true })).toThrow(/FIFO topics are not there/);
  });
});

it('what is not there is refused by name', async () => {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams({ Action: 'ListTopics' }) });
  expect(response.status).toBe(400);
  expect(await response.text()).toMatch(
    /does not implement ListTopics\. It implements: Publish, PublishBatch, Subscribe, Unsubscribe\./,
  );
});
