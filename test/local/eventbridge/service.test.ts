import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEventBridge, type EventBridge } from '../../../local/eventbridge/service.ts';
import { createRouter } from '../../../local/wire/router.ts';
import { createServer } from '../../../local/wire/server.ts';
import { arnOf, place, startSqs } from '../sqs/support.ts';

let sqs: Awaited<ReturnType<typeof startSqs>>;
let bridge: EventBridge;
let client: EventBridgeClient;
let logged: string[];
let called: { name: string; event: unknown }[];
let stop: () => Promise<void>;

beforeEach(async () => {
  sqs = await startSqs([
    { QueueName: 'seen' },
    { QueueName: 'small', MaximumMessageSize: 1024 },
    { QueueName: 'ordered.fifo', FifoQueue: true, ContentBasedDeduplication: true },
  ]);
  logged = [];
  const { clock } = sqs;
  called = [];
  bridge = createEventBridge({
    clock,
    ...place,
    queues: sqs.sqs.queues,
    functions: {
      async invoke(name, payload) {
        called.push({ name, event: JSON.parse(String(payload)) });
        if (name.endsWith('absent')) throw new Error('no such function');
        return { payload: Buffer.from('null'), logTail: '', durationMs: 1 };
      },
    },
    log: (message) => logged.push(message),
  });
  bridge.createBus('domain');
  const server = createServer({ route: createRouter({ targets: { AWSEvents: bridge.handle } }) });
  const { port } = await server.listen(0);
  client = new EventBridgeClient({
    endpoint: `http://127.0.0.1:${port}`,
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

const ruleArn = 'arn:aws:events:us-east-1:000000000000:rule/created';
const rule = (changes: Record<string, unknown> = {}) => ({
  Name: 'created',
  EventBusName: 'domain',
  EventPattern: { source: ['tributary'], 'detail-type': ['ChatMessage.Created'] },
  Targets: [{ Id: 'queue', Arn: arnOf('seen') }],
  ...changes,
});
const entry = (changes: Partial<PutEventsRequestEntry> = {}): PutEventsRequestEntry => ({
  EventBusName: 'domain',
  Source: 'tributary',
  DetailType: 'ChatMessage.Created',
  Detail: '{"id":"1"}',
  ...changes,
});
const put = (...Entries: PutEventsRequestEntry[]) => client.send(new PutEventsCommand({ Entries }));
async function bodies(name: string): Promise<string[]> {
  const received = await sqs.client.send(
    new (await import('@aws-sdk/client-sqs')).ReceiveMessageCommand({
      QueueUrl: sqs.urlOf(name),
      MaxNumberOfMessages: 10,
    }),
  );
  return (received.Messages ?? []).map(({ Body }) => Body!);
}

describe('PutEvents', () => {
  it('takes an event to the queues of the rules that it matches', async () => {
    bridge.putRule(rule(), ruleArn);
    const Time = new Date('2026-07-13T14:00:07.900Z');
    const { Entries, FailedEntryCount } = await put(
      entry({ Time, Resources: ['arn:x'], Detail: ' {"n":12345678901234567890.10} ' }),
      entry({ DetailType: 'ChatMessage.Removed' }),
    );
    expect(FailedEntryCount).toBe(0);
    expect(await bodies('seen')).toEqual([
      `{"version":"0","id":"${Entries![0]!.EventId}","detail-type":"ChatMessage.Created","source":"tributary","account":"000000000000",` +
        '"time":"2026-07-13T14:00:07Z","region":"us-east-1","resources":["arn:x"],"detail":{"n":12345678901234567890.10}}',
    ]);
  });

  it('answers for each entry by itself', async () => {
    bridge.putRule(rule(), ruleArn);
    const { Entries, FailedEntryCount } = await put(
      entry({ Detail: 'no json' }),
      entry(),
      entry({ Detail: '[1]' }),
      entry({ Source: '' }),
      entry({ EventBusName: 'absent' }),
    );
    expect(FailedEntryCount).toBe(4);
    expect(Entries).toMatchObject([
      { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' },
      { EventId: expect.any(String) },
      { ErrorCode: 'MalformedDetail' },
      {
        ErrorCode: 'InvalidArgument',
        ErrorMessage: 'Parameter Source is not valid. Reason: Source is a required argument.',
      },
      { ErrorCode: 'InvalidArgument', ErrorMessage: 'Event bus absent does not exist.' },
    ]);
    expect((await bodies('seen')).length).toBe(1);
  });

  it('refuses eleven entries, and a megabyte', async () => {
    await expect(put(...Array.from({ length: 11 }, () => entry()))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    const half = JSON.stringify({ text: 'x'.repeat(524_288) });
    await expect(put(entry({ Detail: half }), entry({ Detail: half }))).rejects.toThrow(
      'Total size of the entries in the request is over the limit.',
    );
  });

  it('takes the ARN of a bus, and the default bus for none', async () => {
    bridge.putRule(rule(), ruleArn);
    bridge.putRule(rule({ EventBusName: undefined }), ruleArn);
    await put(entry({ EventBusName: 'arn:aws:events:us-east-1:000000000000:event-bus/domain' }));
    const { EventBusName: _, ...plain } = entry();
    await put(plain);
    expect((await bodies('seen')).length).toBe(2);
  });
});

describe('a rule', () => {
  it('calls a function with the event, and goes on after one that is not there', async () => {
    const arns = ['absent', 'counter'].map((name) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`);
    bridge.putRule(rule({ Targets: arns.map((Arn, index) => ({ Id: `f${index}`, Arn })) }), ruleArn);
    const { FailedEntryCount } = await put(entry());
    expect(FailedEntryCount).toBe(0);
    expect(called).toMatchObject(arns.map((name) => ({ name, event: { detail: { id: '1' } } })));
    expect(logged).toEqual([`The rule created could not pass an event on to ${arns[0]}: no such function`]);
  });

  it('sends to a FIFO queue by a group', async () => {
    const target = { Id: 'queue', Arn: arnOf('ordered.fifo'), SqsParameters: { MessageGroupId: 'all' } };
    bridge.putRule(rule({ Targets: [target] }), ruleArn);
    await put(entry());
    expect((await bodies('ordered.fifo')).length).toBe(1);
  });

  it('that is disabled does nothing', async () => {
    expect(bridge.putRule(rule({ State: 'DISABLED' }), ruleArn).rule.enabled).toBe(false);
    await put(entry());
    expect(await bodies('seen')).toEqual([]);
  });

  it('reports what a queue does not take, and goes on', async () => {
    bridge.putRule(
      rule({
        Targets: [
          { Id: 'a', Arn: arnOf('small') },
          { Id: 'b', Arn: arnOf('seen') },
        ],
      }),
      ruleArn,
    );
    const { FailedEntryCount } = await put(entry({ Detail: JSON.stringify({ text: 'x'.repeat(2000) }) }));
    expect(FailedEntryCount).toBe(0);
    expect((await bodies('seen')).length).toBe(1);
    expect(logged[0]).toMatch(/created could not pass an event on to .*small: .*shorter than 1024 bytes/);
  });

  it('says which of its properties have no effect', () => {
    const target = { Id: 'queue', Arn: arnOf('seen'), RetryPolicy: { MaximumRetryAttempts: 3 } };
    expect(bridge.putRule(rule({ Targets: [target] }), ruleArn).notHonoured.map(({ property }) => property)).toEqual([
      'Targets.RetryPolicy',
    ]);
  });

  it.each([
    [{ EventBusName: 'absent' }, /there is no bus absent/],
    [{ Targets: [{ Id: 'q', Arn: arnOf('absent') }] }, /there is no queue/],
    [{ Targets: [{ Id: 't', Arn: 'arn:aws:sns:us-east-1:000000000000:t' }] }, /is an SQS queue or a Lambda function/],
    [{ Targets: [{ Id: 'q', Arn: arnOf('seen'), InputPath: '$.detail' }] }, /InputPath/],
    [{ EventPattern: undefined }, /EventPattern/],
  ])('with %j is refused', (changes, message) => {
    expect(() => bridge.putRule(rule(changes), ruleArn)).toThrow(message);
  });
});
