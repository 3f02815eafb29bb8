import { appendFileSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { arnOf, startSqs } from './support.ts';

type World = Awaited<ReturnType<typeof startSqs>>;
let world: World;
afterEach(() => world.stop());

const start = async (...queues: Record<string, unknown>[]) => {
  world = await startSqs(queues);
};
const send = (name: string, body: string, more: Partial<SendMessageCommandInput> = {}) =>
  world.client.send(new SendMessageCommand({ QueueUrl: world.urlOf(name), MessageBody: body, ...more }));
async function receive(name: string, more: Partial<ReceiveMessageCommandInput> = {}): Promise<Message[]> {
  const input = { QueueUrl: world.urlOf(name), MaxNumberOfMessages: 10, ...more };
  return (await world.client.send(new ReceiveMessageCommand(input))).Messages ?? [];
}
const bodies = async (name: string, more?: Partial<ReceiveMessageCommandInput>) =>
  (await receive(name, more)).map(({ Body }) => Body);
const remove = (name: string, { ReceiptHandle }: Message) =>
  world.client.send(new DeleteMessageCommand({ QueueUrl: world.urlOf(name), ReceiptHandle }));

const bytesOf = (name: string): number => {
  const folder = join(world.directory, name);
  return readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
};

describe('a standard queue', () => {
  beforeEach(() => start({ QueueName: 'jobs' }));

  it('hands out messages with their attributes', async () => {
    const sent = await send('jobs', 'hello é', {
      MessageAttributes: {
        type: { DataType: 'String', StringValue: 'created' },
        count: { DataType: 'Number', StringValue: '7' },
        raw: { DataType: 'Binary', BinaryValue: Buffer.from([0, 255]) },
      },
    });
    expect(sent.MessageId).toMatch(/^[0-9a-f-]{36}$/);
    const [message, ...others] = await receive('jobs', {
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    });
    expect(others).toEqual([]);
    expect(message).toMatchObject({
      MessageId: sent.MessageId,
      Body: 'hello é',
      MD5OfBody: sent.MD5OfMessageBody,
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
      MessageAttributes: {
        type: { DataType: 'String', StringValue: 'created' },
        count: { DataType: 'Number', StringValue: '7' },
        raw: { DataType: 'Binary', BinaryValue: new Uint8Array([0, 255]) },
      },
      Attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: String(world.clock.now()),
        ApproximateFirstReceiveTimestamp: String(world.clock.now()),
      },
    });
  });

  it('gives attributes to who asks for them', async () => {
    const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });
    await send('jobs', 'x', {
      MessageAttributes: { 'a.one': attribute('1'), 'a.two': attribute('2'), b: attribute('3') },
    });
    const [message] = await receive('jobs', { MessageAttributeNames: ['a.*'] });
    expect(Object.keys(message!.MessageAttributes!)).toEqual(['a.one', 'a.two']);
    expect(message!.Attributes).toBeUndefined();
  });

  it('hides a received message until its visibility timeout, then hands it out again', async () => {
    await send('jobs', 'x');
    const [first] = await receive('jobs');
    expect(await bodies('jobs')).toEqual([]);
    await world.clock.advance(29_999);
    expect(await bodies('jobs')).toEqual([]);
    await world.clock.advance(1);
    const [second] = await receive('jobs', { MessageSystemAttributeNames: ['ApproximateReceiveCount'] });
    expect(second?.Attributes?.ApproximateReceiveCount).toBe('2');
    expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
    await remove('jobs', second!);
    await world.clock.advance(3_600_000);
    expect(await bodies('jobs')).toEqual([]);
  });

  it('changes the visibility of what is in flight, and of that only', async () => {
    await send('jobs', 'x');
    const [message] = await receive('jobs', { VisibilityTimeout: 100 });
    const change = (VisibilityTimeout: number) =>
      world.client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: world.urlOf('jobs'),
          ReceiptHandle: message!.ReceiptHandle,
          VisibilityTimeout,
        }),
      );
    await change(500);
    await world.clock.advance(499_000);
    expect(await bodies('jobs')).toEqual([]);
    await change(0);
    expect(await bodies('jobs', { VisibilityTimeout: 0 })).toEqual(['x']);
    await expect(change(5)).rejects.toMatchObject({ name: 'MessageNotInflight' });
  });

  it('delays what is to be delayed', async () => {
    await send('jobs', 'late', { DelaySeconds: 60 });
    await send('jobs', 'now');
    expect(await bodies('jobs')).toEqual(['now']);
    await world.clock.advance(60_000);
    expect(await bodies('jobs', { VisibilityTimeout: 5 })).toContain('late');
  });

  it('lets a receiver wait for a message', async () => {
    const waiting = bodies('jobs', { WaitTimeSeconds: 20 });
    while (world.clock.pendingTimers() === 0) await new Promise(setImmediate);
    await send('jobs', 'x');
    expect(await waiting).toEqual(['x']);
    const none = bodies('jobs', { WaitTimeSeconds: 20, MaxNumberOfMessages: 1 });
    while (world.clock.pendingTimers() < 2) await new Promise(setImmediate);
    await world.clock.advance(20_000);
    expect(await none).toEqual([]);
  });

  it('takes and deletes batches, each entry by itself', async () => {
    const QueueUrl = world.urlOf('jobs');
    const { Successful, Failed } = await world.client.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'a', MessageBody: '1' },
          { Id: 'b', MessageBody: '2', MessageDeduplicationId: 'not here' },
          { Id: 'c', MessageBody: '\u0000' },
        ],
      }),
    );
    expect(Successful?.map(({ Id }) => Id)).toEqual(['a']);
    expect(Failed).toMatchObject([
      { Id: 'b', SenderFault: true, Code: 'InvalidParameterValue' },
      { Id: 'c', SenderFault: true, Code: 'InvalidMessageContents' },
    ]);
    const [message] = await receive('jobs');
    const Entries = [
      { Id: 'x', ReceiptHandle: message!.ReceiptHandle },
      { Id: 'y', ReceiptHandle: 'nonsense' },
    ];
    const deleted = await world.client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    expect(deleted.Successful).toEqual([{ Id: 'x' }]);
    expect(deleted.Failed).toMatchObject([{ Id: 'y', Code: 'ReceiptHandleIsInvalid' }]);
  });

  it.each([
    ['an empty batch', [], 'EmptyBatchRequest'],
    [
      'eleven entries',
      Array.from({ length: 11 }, (_, at) => ({ Id: `e${at}`, MessageBody: 'x' })),
      'TooManyEntriesInBatchRequest',
    ],
    [
      'an id twice',
      [
        { Id: 'a', MessageBody: 'x' },
        { Id: 'a', MessageBody: 'y' },
      ],
      'BatchEntryIdsNotDistinct',
    ],
    ['a batch over 1 MiB', ['a', 'b'].map((Id) => ({ Id, MessageBody: 'x'.repeat(600_000) })), 'BatchRequestTooLong'],
  ])('refuses %s', async (_what, Entries, name) => {
    const batch = new SendMessageBatchCommand({ QueueUrl: world.urlOf('jobs'), Entries });
    await expect(world.client.send(batch)).rejects.toMatchObject({ name: expect.stringContaining(name) });
  });

  it('refuses a message over 1 MiB', async () => {
    await send('jobs', 'x'.repeat(1_048_576));
    await expect(send('jobs', 'x'.repeat(1_048_577))).rejects.toThrow(/Message must be shorter than 1048576 bytes/);
  });

  it('is found by name, and no other is', async () => {
    const { QueueUrl } = await world.client.send(new GetQueueUrlCommand({ QueueName: 'jobs' }));
    expect(QueueUrl).toBe(world.urlOf('jobs'));
    await expect(world.client.send(new GetQueueUrlCommand({ QueueName: 'absent' }))).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
      message: 'The specified queue does not exist.',
    });
    await expect(receive('absent')).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });

  it('tells what it holds', async () => {
    await send('jobs', '1');
    await send('jobs', '2');
    await send('jobs', '3', { DelaySeconds: 900 });
    await receive('jobs', { MaxNumberOfMessages: 1 });
    const { Attributes } = await world.client.send(
      new GetQueueAttributesCommand({ QueueUrl: world.urlOf('jobs'), AttributeNames: ['All'] }),
    );
    expect(Attributes).toMatchObject({
      QueueArn: arnOf('jobs'),
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesNotVisible: '1',
      ApproximateNumberOfMessagesDelayed: '1',
      VisibilityTimeout: '30',
      MessageRetentionPeriod: '345600',
    });
    await world.clock.advance(60_000);
    const depth = world.metrics.filter(({ metricName }) => metricName === 'ApproximateNumberOfMessagesVisible');
    expect(depth.at(-1)).toMatchObject({ namespace: 'AWS/SQS', dimensions: { QueueName: 'jobs' }, value: 2 });
  });

  it('drops messages after their retention', async () => {
    await send('jobs', 'old');
    await world.clock.advance(4 * 24 * 3_600_000);
    await send('jobs', 'new');
    expect(await bodies('jobs')).toEqual(['new']);
  });

  it('keeps everything over a restart: bodies, counts, what is in flight and what is deleted', async () => {
    for (const body of ['a', 'b', 'c']) await send('jobs', body);
    const received = await receive('jobs');
    await remove('jobs', received.find(({ Body }) => Body === 'a')!);
    world.restart();
    expect(await bodies('jobs')).toEqual([]);
    await remove('jobs', received.find(({ Body }) => Body === 'b')!);
    await world.clock.advance(30_000);
    const [left, ...others] = await receive('jobs', { MessageSystemAttributeNames: ['ApproximateReceiveCount'] });
    expect(others).toEqual([]);
    expect(left).toMatchObject({ Body: 'c', Attributes: { ApproximateReceiveCount: '2' } });
  });

  it('survives a torn line at the end of its file', async () => {
    await send('jobs', 'a');
    const messages = readdirSync(join(world.directory, 'jobs')).find((name) => name.endsWith('.messages'))!;
    appendFileSync(join(world.directory, 'jobs', messages), '0000');
    world.restart();
    await send('jobs', 'b');
    world.restart();
    expect(await bodies('jobs')).toEqual(['a', 'b']);
  });

  it('tells its depth after a restart too, while there is something in it, and then no more', async () => {
    await send('jobs', 'a');
    world.restart();
    world.metrics.length = 0;
    await world.clock.advance(120_000);
    const depths = world.metrics.filter(({ metricName }) => metricName === 'ApproximateNumberOfMessagesVisible');
    expect(depths.map(({ dimensions, value }) => [dimensions.QueueName, value])).toEqual([
      ['jobs', 1],
      ['jobs', 1],
    ]);
    const [message] = await receive('jobs');
    await remove('jobs', message!);
    await world.clock.advance(60_000);
    expect(world.clock.pendingTimers()).toBe(0);
  });

  it('does not let its files grow without bound', async () => {
    const sizes: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      for (let turn = 0; turn < 2000; turn += 1) world.sqs.queues.send(arnOf('jobs'), { body: `message ${turn}` });
      sizes.push(bytesOf('jobs'));
      await world.clock.advance(4 * 24 * 3_600_000);
      expect(await bodies('jobs')).toEqual([]);
      expect(bytesOf('jobs')).toBe(0);
    }
    expect(sizes.at(-1)).toBeLessThan(2 * sizes[0]!);
  });

  it('takes over what an earlier version left in one file', async () => {
    const sent = (id: string) => ({
      type: 'sent',
      message: { id, body: `body ${id}`, attributes: {}, sentMs: world.clock.now(), visibleMs: 0, receiveCount: 0 },
    });
    const lines = [sent('1'), sent('2'), sent('3'), { type: 'deleted', id: '2' }].map((line) => JSON.stringify(line));
    const checksum = (json: string) => crc32(json).toString(16).padStart(8, '0');
    const file = join(world.directory, 'jobs.journal');
    writeFileSync(file, lines.map((json) => `${checksum(json)} ${json}\n`).join(''));
    world.restart();
    expect(existsSync(file)).toBe(false);
    world.restart();
    expect(await bodies('jobs')).toEqual(['body 1', 'body 3']);
  });
});

describe('a FIFO queue', () => {
  beforeEach(() => start({ QueueName: 'orders.fifo', FifoQueue: true }));
  let ids = 0;
  const put = (group: string, body: string, MessageDeduplicationId = `id-${++ids}`) =>
    send('orders.fifo', body, { MessageGroupId: group, MessageDeduplicationId });

  it('keeps the order of a group and holds it back while one of it is in flight', async () => {
    for (const body of ['a1', 'a2', 'a3']) await put('a', body);
    await put('b', 'b1');
    const [first] = await receive('orders.fifo', { MaxNumberOfMessages: 1 });
    expect(first?.Body).toBe('a1');
    expect(await bodies('orders.fifo')).toEqual(['b1']);
    await remove('orders.fifo', first!);
    expect(await bodies('orders.fifo')).toEqual(['a2', 'a3']);
    await world.clock.advance(30_000);
    // The group that was served last comes last.
    expect(await bodies('orders.fifo', { MaxNumberOfMessages: 3 })).toEqual(['b1', 'a2', 'a3']);
  });

  it('takes a message once in five minutes', async () => {
    const first = await put('a', 'x', 'same');
    const second = await put('a', 'y', 'same');
    expect(second.MessageId).toBe(first.MessageId);
    expect(second.SequenceNumber).toBe(first.SequenceNumber);
    const [message] = await receive('orders.fifo');
    await remove('orders.fifo', message!);
    world.restart();
    await put('a', 'z', 'same');
    expect(await bodies('orders.fifo')).toEqual([]);
    await world.clock.advance(5 * 60_000);
    await put('a', 'later', 'same');
    expect(await bodies('orders.fifo')).toEqual(['later']);
  });

  it('numbers its messages upwards, also over a restart', async () => {
    const numbers: string[] = [];
    for (let turn = 0; turn < 3; turn += 1) numbers.push((await put('a', 'x')).SequenceNumber!);
    world.restart();
    numbers.push((await put('a', 'x')).SequenceNumber!);
    expect(numbers).toEqual([...numbers].sort());
    expect(new Set(numbers).size).toBe(4);
  });

  it('wants a group and an id', async () => {
    await expect(send('orders.fifo', 'x', { MessageDeduplicationId: '1' })).rejects.toThrow(/MessageGroupId/);
    await expect(send('orders.fifo', 'x', { MessageGroupId: 'a' })).rejects.toThrow(/ContentBasedDeduplication/);
  });

  it('refuses to delete by a handle whose time is over', async () => {
    await put('a', 'x');
    const [message] = await receive('orders.fifo');
    await world.clock.advance(30_000);
    await expect(remove('orders.fifo', message!)).rejects.toThrow(/The receipt handle has expired/);
  });
});

describe('content-based deduplication', () => {
  it('tells messages by their bodies', async () => {
    await start({ QueueName: 'orders.fifo', FifoQueue: true, ContentBasedDeduplication: true });
    for (const body of ['x', 'y', 'x']) await send('orders.fifo', body, { MessageGroupId: 'a' });
    expect(await bodies('orders.fifo')).toEqual(['x', 'y']);
  });
});

describe('a dead-letter queue', () => {
  it('gets what was received maxReceiveCount times, with its id', async () => {
    await start(
      { QueueName: 'dead' },
      { QueueName: 'jobs', RedrivePolicy: { deadLetterTargetArn: arnOf('dead'), maxReceiveCount: 2 } },
    );
    const { MessageId } = await send('jobs', 'poison');
    for (let turn = 0; turn < 2; turn += 1) {
      expect(await bodies('jobs')).toEqual(['poison']);
      await world.clock.advance(30_000);
    }
    await send('jobs', 'good');
    expect(await bodies('jobs')).toEqual(['good']);
    world.restart();
    const [dead] = await receive('dead', { MessageSystemAttributeNames: ['All'] });
    expect(dead).toMatchObject({
      MessageId,
      Body: 'poison',
      Attributes: { DeadLetterQueueSourceArn: arnOf('jobs'), ApproximateReceiveCount: '1' },
    });
  });
});

describe('the template', () => {
  it.each([
    [{ QueueName: 'jobs.fifo' }, /ends in \.fifo/],
    [{ QueueName: 'jobs', FifoQueue: true }, /ends in \.fifo/],
    [{ QueueName: 'no good' }, /QueueName/],
    [{ QueueName: 'jobs', VisibilityTimeout: 43_201 }, /VisibilityTimeout/],
  ])('is refused with %j', async (properties, message) => {
    await start();
    expect(() => world.sqs.createQueue(properties)).toThrow(message);
  });
});

describe('a queue that is made over the wire', () => {
  beforeEach(() => start({ QueueName: 'jobs' }));
  const make = (Attributes: Record<string, string> = {}, QueueName = 'made') =>
    world.client.send(new CreateQueueCommand({ QueueName, Attributes }));

  it('takes messages by its attributes, and is gone with them when it is deleted', async () => {
    const { QueueUrl } = await make({ VisibilityTimeout: '7', MessageRetentionPeriod: '300', Policy: '{}' });
    expect(QueueUrl).toBe(world.urlOf('made'));
    await send('made', 'hello');
    expect(await bodies('made')).toEqual(['hello']);
    const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn', 'VisibilityTimeout'] });
    expect((await world.client.send(asked)).Attributes).toEqual({ QueueArn: arnOf('made'), VisibilityTimeout: '7' });
    await world.client.send(new DeleteQueueCommand({ QueueUrl }));
    await expect(send('made', 'late')).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
    await make();
    expect(await bodies('made')).toEqual([]);
  });

  it('is the same when it is made twice, unless its attributes are others', async () => {
    expect((await make({}, 'jobs')).QueueUrl).toBe(world.urlOf('jobs'));
    await expect(make({ DelaySeconds: '1' }, 'jobs')).rejects.toMatchObject({ name: 'QueueNameExists' });
  });

  it.each([{ DelaySeconds: '901' }, { FifoQueue: 'true' }, { RedrivePolicy: '{' }])(
    'is refused with %j',
    async (more) => {
      await expect(make(more as unknown as Record<string, string>)).rejects.toMatchObject({
        name: expect.stringMatching(/InvalidParameter/),
      });
    },
  );
});
