import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { FirehoseClient } from '@aws-sdk/client-firehose';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { domainEvent } from '../../../functions/ddb-fanout/domain-event.ts';
import type { Target } from '../../../functions/ddb-fanout/target.ts';
import { eventBridgeTarget } from '../../../functions/ddb-fanout/targets/event-bridge.ts';
import { firehoseTarget } from '../../../functions/ddb-fanout/targets/firehose.ts';
import { kinesisTarget } from '../../../functions/ddb-fanout/targets/kinesis.ts';
import { snsTarget } from '../../../functions/ddb-fanout/targets/sns.ts';
import { sqsTarget } from '../../../functions/ddb-fanout/targets/sqs.ts';
import { changeRecordJson } from '../../../shared/stream-record-change.ts';
import { chatImage } from '../../support/change-records.ts';
import { changeOf } from './stream-records.ts';

/** A client that keeps what it is asked and answers as told. */
function fakeClient<Client>(answer: object = {}) {
  const inputs: unknown[] = [];
  const send = async ({ input }: { input: unknown }, { abortSignal }: { abortSignal: AbortSignal }) => {
    expect(abortSignal).toBeInstanceOf(AbortSignal);
    inputs.push(input);
    return answer;
  };
  return { client: { send } as Client, inputs };
}

const body = domainEvent;
const variable = 'A_VARIABLE';
const key = 'LivestreamID';
const change = changeOf();
const id = 'c4ca4238a0b923820dcc509a6f75849b';
const text = (StringValue: string) => ({ DataType: 'String', StringValue });

async function sendTwo<Payload>(target: Target<Payload>) {
  const { payload } = target.entryOf(change);
  return target.send([payload, payload], 1_000);
}

describe('an event bus', () => {
  const make = (answer?: object) => {
    const { client, inputs } = fakeClient<EventBridgeClient>(answer);
    return { target: eventBridgeTarget(client, 'bus', { kind: 'event-bridge', variable, body }), inputs };
  };

  it('is put domain events, with the size that EventBridge counts', async () => {
    const { target, inputs } = make({ Entries: [{ EventId: '1' }, { ErrorCode: 'InternalFailure' }] });
    const Detail = domainEvent(change);
    const entry = {
      EventBusName: 'bus',
      Source: 'tributary',
      DetailType: 'ChatMessage.Created',
      Detail,
      Time: new Date('2021-12-23T16:15:15.000Z'),
    };
    const bytes = 14 + 'tributary'.length + 'ChatMessage.Created'.length + Buffer.byteLength(Detail);
    expect(target.entryOf(change)).toEqual({ payload: entry, bytes });
    expect(await sendTwo(target)).toEqual([undefined, 'InternalFailure']);
    expect(inputs).toEqual([{ Entries: [entry, entry] }]);
  });

  it('has not taken what its answer does not speak of', async () => {
    expect(await sendTwo(make({ Entries: [{}, {}] }).target)).toEqual(['NoAnswer', 'NoAnswer']);
    expect(await sendTwo(make({}).target)).toEqual([]);
  });
});

describe('a topic', () => {
  const make = (answer?: object) => {
    const { client, inputs } = fakeClient<SNSClient>(answer);
    return { target: snsTarget(client, 'arn', { kind: 'sns', variable, body, attributes: [key] }), inputs };
  };

  it('is published messages with attributes for filter policies', async () => {
    const { target, inputs } = make({ Successful: [{ Id: '1' }], Failed: [{ Id: '0', Code: 'InternalError' }] });
    const Message = domainEvent(change);
    const MessageAttributes = { id: text(id), type: text('ChatMessage.Created'), LivestreamID: text('live-1') };
    const attributeBytes = 'idStringtypeStringChatMessage.CreatedLivestreamIDStringlive-1'.length + id.length;
    expect(target.entryOf(change)).toEqual({
      payload: { Message, MessageAttributes },
      bytes: Buffer.byteLength(Message) + attributeBytes,
    });
    expect(await sendTwo(target)).toEqual(['InternalError', undefined]);
    const entry = { Message, MessageAttributes };
    expect(inputs).toEqual([
      {
        TopicArn: 'arn',
        PublishBatchRequestEntries: [
          { ...entry, Id: '0' },
          { ...entry, Id: '1' },
        ],
      },
    ]);
  });

  it('has not taken what its answer does not speak of', async () => {
    expect(await sendTwo(make({ Successful: [{ Id: '0' }] }).target)).toEqual([undefined, 'NoAnswer']);
    expect(await sendTwo(make({}).target)).toEqual(['NoAnswer', 'NoAnswer']);
  });
});

describe('a queue', () => {
  it('is sent messages with their attributes', async () => {
    const { client, inputs } = fakeClient<SQSClient>({ Successful: [{ Id: '0' }, { Id: '1' }] });
    const target = sqsTarget(client, 'url', { kind: 'sqs', variable, body, attributes: [] });
    const message = {
      MessageBody: domainEvent(change),
      MessageAttributes: { id: text(id), type: text('ChatMessage.Created') },
    };
    expect(await sendTwo(target)).toEqual([undefined, undefined]);
    expect(inputs).toEqual([
      {
        QueueUrl: 'url',
        Entries: [
          { ...message, Id: '0' },
          { ...message, Id: '1' },
        ],
      },
    ]);
    expect(target.entryOf(change).key).toBeUndefined();
  });

  it('in order is sent a group by livestream, and the event id to know a repeat by', () => {
    const { client } = fakeClient<SQSClient>();
    const target = sqsTarget(client, 'url', { kind: 'sqs-fifo', variable, body, key });
    expect(target.entryOf(change)).toMatchObject({
      key: 'live-1',
      payload: { MessageGroupId: 'live-1', MessageDeduplicationId: id },
    });
  });
});

describe('a data stream', () => {
  it('is put change records with the livestream as partition key', async () => {
    const { client, inputs } = fakeClient<KinesisClient>({
      Records: [{ SequenceNumber: '1', ShardId: 's' }, { ErrorCode: 'ProvisionedThroughputExceededException' }],
    });
    const target = kinesisTarget(client, 'stream', { kind: 'kinesis', variable, body: changeRecordJson, key });
    const Data = Buffer.from(changeRecordJson(change));
    const record = { Data, PartitionKey: 'live-1' };
    expect(target.entryOf(change)).toEqual({ payload: record, bytes: Data.length + 'live-1'.length, key: 'live-1' });
    expect(await sendTwo(target)).toEqual([undefined, 'ProvisionedThroughputExceededException']);
    expect(inputs).toEqual([{ StreamName: 'stream', Records: [record, record] }]);
  });
});

describe('a delivery stream', () => {
  it('is put change records, each a line', async () => {
    const { client, inputs } = fakeClient<FirehoseClient>({
      RequestResponses: [{ RecordId: 'r' }, { ErrorCode: 'ServiceUnavailableException' }],
    });
    const target = firehoseTarget(client, 'archive', { kind: 'firehose', variable, body: changeRecordJson });
    const Data = Buffer.from(`${changeRecordJson(change)}\n`);
    expect(target.entryOf(change)).toEqual({ payload: { Data }, bytes: Data.length });
    expect(await sendTwo(target)).toEqual([undefined, 'ServiceUnavailableException']);
    expect(inputs).toEqual([{ DeliveryStreamName: 'archive', Records: [{ Data }, { Data }] }]);
  });
});

describe('an item of 400 KB', () => {
  const large = chatImage({ Message: { S: 'x'.repeat(400 * 1_024 - 500) } });
  const created = changeOf({ dynamodb: { NewImage: large } });
  const modified = changeOf({ record: { eventName: 'MODIFY' }, dynamodb: { NewImage: large, OldImage: large } });
  const never = <Client>() => fakeClient<Client>().client;
  const targets: [what: string, target: Target<unknown>, takesOne: boolean, takesBoth: boolean][] = [
    ['an event bus', eventBridgeTarget(never(), 'b', { kind: 'event-bridge', variable, body }), true, true],
    ['a topic', snsTarget(never(), 'a', { kind: 'sns', variable, body, attributes: [] }), false, false],
    ['a queue', sqsTarget(never(), 'u', { kind: 'sqs', variable, body, attributes: [] }), true, true],
    ['a data stream', kinesisTarget(never(), 's', { kind: 'kinesis', variable, body, key }), true, true],
    [
      'a delivery stream',
      firehoseTarget(never(), 'd', { kind: 'firehose', variable, body: changeRecordJson }),
      true,
      true,
    ],
  ] as [string, Target<unknown>, boolean, boolean][];

  it.each(targets)('and %s: what fits is known from the size', (_, { limits, entryOf }, takesOne, takesBoth) => {
    const fits = (one: typeof created) => entryOf(one).bytes <= limits.entryBytesMax;
    expect([fits(created), fits(modified)]).toEqual([takesOne, takesBoth]);
  });
});
