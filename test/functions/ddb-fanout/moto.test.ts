import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateDeliveryStreamCommand, FirehoseClient } from '@aws-sdk/client-firehose';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readChange } from '../../../shared/change.ts';
import { readStreamFailure } from '../../../shared/stream-record-failure.ts';
import { samples } from '../../events/ddb-fanout/samples.ts';
import { captureJsonLines } from '../../support/captured-output.ts';
import { chatImage } from '../../support/change-records.ts';
import { type LocalKinesis, startLocalKinesis } from './local-kinesis.ts';
import { type MotoServer, motoAccount, motoIsMissing, startMoto } from './moto-server.ts';
import { streamRecord } from './stream-records.ts';

if (motoIsMissing) console.log(`ddb-fanout against moto is skipped: ${motoIsMissing}`);

const context = {
  awsRequestId: 'request-1',
  invokedFunctionArn: `arn:aws:lambda:us-east-1:${motoAccount}:function:ddb-fanout`,
  getRemainingTimeInMillis: () => 20_000,
} as unknown as Context;

type Handler = typeof import('../../../functions/ddb-fanout/handler.ts').handler;

describe.skipIf(motoIsMissing)("the handler, told to moto's services by the AWS SDK", () => {
  let moto: MotoServer;
  let kinesis: LocalKinesis;
  let handler: Handler;
  let aws: ReturnType<typeof createClients>;
  const queues: Record<'bus' | 'moderation' | 'fifo', string> = { bus: '', moderation: '', fifo: '' };

  beforeAll(async () => {
    [moto, kinesis] = await Promise.all([startMoto(), startLocalKinesis('livestreams')]);
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: moto.url,
      AWS_ENDPOINT_URL_KINESIS: kinesis.url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    });
    aws = createClients();
    const topicArn = await createResources();
    Object.assign(process.env, {
      POWERTOOLS_SERVICE_NAME: 'ddb-fanout',
      POWERTOOLS_METRICS_NAMESPACE: 'Tributary/test',
      LAKE_BUCKET: 'lake',
      LAKE_BUCKET_OWNER: motoAccount,
      EVENT_BUS_NAME: 'events',
      MODERATION_TOPIC_ARN: topicArn,
      CHANGES_ARCHIVE_NAME: 'changes-archive',
      LIVESTREAM_STREAM_NAME: 'livestreams',
      LIVESTREAM_QUEUE_URL: queues.fifo,
    });
    ({ handler } = await import('../../../functions/ddb-fanout/handler.ts'));
  });
  afterAll(async () => {
    for (const client of Object.values(aws ?? {})) client.destroy();
    await Promise.all([moto?.close(), kinesis?.close()]);
  });

  /** What the stack has: a bus whose rule feeds a queue, a topic with a filtered subscription, streams, queues, the bucket. */
  async function createResources(): Promise<string> {
    const { bus, moderation } = await createQueues();
    await aws.events.send(new CreateEventBusCommand({ Name: 'events' }));
    const EventPattern = JSON.stringify({ source: ['tributary'] });
    await aws.events.send(new PutRuleCommand({ Name: 'all', EventBusName: 'events', EventPattern }));
    const Targets = [{ Id: 'queue', Arn: bus }];
    await aws.events.send(new PutTargetsCommand({ Rule: 'all', EventBusName: 'events', Targets }));
    const { TopicArn } = await aws.sns.send(new CreateTopicCommand({ Name: 'moderation' }));
    const FilterPolicy = JSON.stringify({ type: ['ChatMessage.Created'], LivestreamID: ['live-1'] });
    const Attributes = { FilterPolicy, RawMessageDelivery: 'true' };
    await aws.sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: moderation, Attributes }));
    await aws.s3.send(new CreateBucketCommand({ Bucket: 'lake' }));
    const BucketARN = 'arn:aws:s3:::lake';
    const RoleARN = `arn:aws:iam::${motoAccount}:role/firehose`;
    await aws.firehose.send(
      new CreateDeliveryStreamCommand({
        DeliveryStreamName: 'changes-archive',
        ExtendedS3DestinationConfiguration: { BucketARN, RoleARN, Prefix: 'changes/' },
      }),
    );
    return TopicArn!;
  }

  async function createQueues(): Promise<Record<'bus' | 'moderation', string>> {
    const arns: Record<string, string> = {};
    for (const name of ['bus', 'moderation', 'fifo'] as const) {
      const fifo = { QueueName: 'livestreams.fifo', Attributes: { FifoQueue: 'true' } };
      const { QueueUrl } = await aws.sqs.send(new CreateQueueCommand(name === 'fifo' ? fifo : { QueueName: name }));
      queues[name] = QueueUrl!;
      const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
      arns[name] = (await aws.sqs.send(asked)).Attributes!.QueueArn!;
    }
    return { bus: arns.bus!, moderation: arns.moderation! };
  }

  /** Empties a queue. */
  async function received(QueueUrl: string): Promise<Message[]> {
    const messages: Message[] = [];
    for (;;) {
      const { Messages = [] } = await aws.sqs.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: 10,
          MessageAttributeNames: ['All'],
          MessageSystemAttributeNames: ['All'],
        }),
      );
      if (Messages.length === 0) return messages;
      messages.push(...Messages);
      const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await aws.sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    }
  }

  const bodies = async (queue: string) => (await received(queue)).map(({ Body }) => JSON.parse(Body!) as unknown);

  async function objects(prefix: string): Promise<{ key: string; text: string }[]> {
    const { Contents = [] } = await aws.s3.send(new ListObjectsV2Command({ Bucket: 'lake', Prefix: prefix }));
    const read = async (key: string) => {
      const { Body } = await aws.s3.send(new GetObjectCommand({ Bucket: 'lake', Key: key }));
      return { key, text: await Body!.transformToString() };
    };
    return Promise.all(Contents.map(({ Key }) => read(Key!)));
  }

  const records = Object.values(samples()).flatMap((event) => event.Records);
  const ids = records.map((record) => record.eventID);

  it('tells each target of every change, in its own form', async () => {
    const lines = await captureJsonLines(async () => {
      expect(await handler({ Records: records }, context)).toEqual({ batchItemFailures: [] });
    });
    expect(lines).toMatchObject([
      { Received: 4, Unreadable: 0 },
      { Target: 'domain-events', Sent: 4, Failed: 0, Retried: 0, Undeliverable: 0 },
      { Target: 'moderation', Sent: 2 },
      { Target: 'changes-archive', Sent: 4 },
      { Target: 'livestream-stream', Sent: 4 },
      { Target: 'livestream-queue', Sent: 4 },
    ]);

    const events = (await bodies(queues.bus)) as { 'detail-type': string; detail: Record<string, unknown> }[];
    expect(events.map(({ detail }) => detail.id).sort()).toEqual(ids);
    const created = events.find((event) => event['detail-type'] === 'ChatMessage.Created')!;
    expect(created.detail.new).toMatchObject({
      UID: '16402761150981234',
      Likes: '12345678901234567890123456789012345678',
      Score: '1E+125',
      Emote: '8J+Riw==',
      ReplyTo: null,
      Ratings: ['4.5', '-0'],
      Client: { Device: 'phone', Version: '7' },
    });

    const moderated = await received(queues.moderation);
    expect(moderated.map(({ Body }) => JSON.parse(Body!) as unknown)).toEqual([created.detail]);
    expect(moderated[0]!.MessageAttributes).toMatchObject({ id: { StringValue: ids[0] } });

    const stream = kinesis.records('livestreams');
    expect(stream.map(({ partitionKey }) => partitionKey)).toEqual(['live-1', 'live-1', 'live-1', 'live-1']);
    expect(stream.map(({ text }) => readChange(JSON.parse(text)).result)).toEqual(['Ok', 'Ok', 'Ok', 'Dropped']);

    const archived = (await objects('changes/')).flatMap(({ text }) => text.trimEnd().split('\n'));
    expect(archived.sort()).toEqual(stream.map(({ text }) => text).sort());
  });

  it('tells them of a repeat by the same id, by which the FIFO queue keeps it out', async () => {
    await captureJsonLines(() => handler({ Records: records }, context));
    const events = (await bodies(queues.bus)) as { detail: { id: string } }[];
    expect(events.map(({ detail }) => detail.id).sort()).toEqual(ids);
    const queued = await received(queues.fifo);
    expect(queued.map(({ Attributes }) => Attributes!.MessageDeduplicationId)).toEqual(ids);
    expect(new Set(queued.map(({ Attributes }) => Attributes!.MessageGroupId))).toEqual(new Set(['live-1']));
  });

  it('tells only the targets that an event names', async () => {
    await captureJsonLines(() => handler({ Records: records, targets: ['livestream-stream'] }, context));
    expect(await received(queues.bus)).toEqual([]);
    expect(kinesis.records('livestreams')).toHaveLength(12);
  });

  it('puts what a target cannot take to the failure destination, and the rest of the batch through', async () => {
    const large = chatImage({ Message: { S: 'x'.repeat(300_000) }, UID: { N: '2' } });
    const batch = [
      streamRecord({ record: { eventID: 'small-1' }, dynamodb: { SequenceNumber: '1' } }),
      streamRecord({ record: { eventID: 'large-2' }, dynamodb: { SequenceNumber: '2', NewImage: large } }),
      streamRecord({ record: { eventID: 'small-3' }, dynamodb: { SequenceNumber: '3' } }),
    ];
    const lines = await captureJsonLines(async () => {
      expect(await handler({ Records: batch }, context)).toEqual({ batchItemFailures: [] });
    });
    const stored = await objects('aws/lambda/ddb-fanout/');
    const failures = stored.map(({ text }) => readStreamFailure(text));
    expect(failures).toMatchObject([
      { failure: { target: 'moderation', reason: 'EntryTooLarge', records: [{ eventID: 'large-2' }] } },
    ]);
    const told = ((await bodies(queues.bus)) as { detail: { id: string } }[]).map(({ detail }) => detail.id);
    expect(told.sort()).toEqual(['large-2', 'small-1', 'small-3']);
    expect(JSON.stringify(lines)).not.toContain('xxx');

    await captureJsonLines(() =>
      handler({ Records: batch, targets: ['moderation'] }, { ...context, awsRequestId: '2' }),
    );
    expect(await objects('aws/lambda/ddb-fanout/')).toEqual(stored);
  });

  it('answers the first change of a target that is not there, within its time', async () => {
    const { createFanOut } = await import('../../../functions/ddb-fanout/fan-out.ts');
    const { createLanes } = await import('../../../functions/ddb-fanout/lanes.ts');
    const { routes } = await import('../../../functions/ddb-fanout/routes.ts');
    const route = routes.find(({ name }) => name === 'changes-archive')!;
    const fanOut = createFanOut({
      lanes: createLanes([{ route, target: 'no-such-stream' }]),
      store: { put: () => Promise.reject(new Error('unused')) },
      now: Date.now,
      wait: async () => {},
      random: () => 0,
    });
    const invocation = { functionArn: 'arn', requestId: 'r', remainingMs: 6_200 };
    const { answer, report } = await fanOut({ Records: records }, invocation);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: records[0]!.dynamodb.SequenceNumber }] });
    expect(report.targets[0]).toMatchObject({ counts: { Sent: 0, Failed: 4 } });
  });
});

function createClients() {
  return {
    events: new EventBridgeClient({}),
    sns: new SNSClient({}),
    sqs: new SQSClient({}),
    firehose: new FirehoseClient({}),
    s3: new S3Client({}),
  };
}
