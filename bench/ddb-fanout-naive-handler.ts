import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { type FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { PublishBatchCommand, type SNSClient } from '@aws-sdk/client-sns';
import { type NativeAttributeValue, unmarshall } from '@aws-sdk/util-dynamodb';
import type { StreamBatch } from './ddb-fanout-batch.ts';

type Item = Record<string, NativeAttributeValue>;
type StreamRecord = StreamBatch['Records'][number];

export interface NaiveOptions {
  events: EventBridgeClient;
  topic: SNSClient;
  archive: FirehoseClient;
  EventBusName: string;
  TopicArn: string;
  DeliveryStreamName: string;
  /** All calls of a batch, or one to each target. */
  callsAtOnce: 'all' | 'one';
}

/**
 * The baseline: what one writes first. It tells the same targets the same words, and goes no further: what is not taken is not sent
 * again, one failed call fails the batch, and nobody counts bytes. It keeps numbers as text, so that its words can be compared.
 */
export function createNaiveHandler({ events, topic, archive, callsAtOnce, ...names }: NaiveOptions) {
  const eachTen = callsAtOnce === 'all' ? tensAtOnce : tensInTurn;

  return async ({ Records }: StreamBatch): Promise<{ batchItemFailures: [] }> => {
    const told = Records.map((record) => ({ record, event: domainEvent(record) }));
    const forModeration = told.filter(({ event }) => isForModeration(event));
    await Promise.all([
      eachTen(told, (ten) =>
        events.send(
          new PutEventsCommand({
            Entries: ten.map(({ record, event }) => ({
              EventBusName: names.EventBusName,
              Source: 'tributary',
              DetailType: event.type,
              Detail: JSON.stringify(event),
              Time: new Date(record.dynamodb.ApproximateCreationDateTime * 1_000),
            })),
          }),
        ),
      ),
      eachTen(forModeration, (ten) =>
        topic.send(
          new PublishBatchCommand({
            TopicArn: names.TopicArn,
            PublishBatchRequestEntries: ten.map(({ event }, index) => ({
              Id: String(index),
              Message: JSON.stringify(event),
              MessageAttributes: {
                id: { DataType: 'String', StringValue: event.id },
                type: { DataType: 'String', StringValue: event.type },
                LivestreamID: { DataType: 'String', StringValue: event.new?.LivestreamID },
              },
            })),
          }),
        ),
      ),
      archive.send(
        new PutRecordBatchCommand({
          DeliveryStreamName: names.DeliveryStreamName,
          Records: told.map(({ record }) => ({ Data: Buffer.from(`${changeRecord(record)}\n`) })),
        }),
      ),
    ]);
    return { batchItemFailures: [] };
  };
}

const types: Record<string, string> = { INSERT: 'Created', MODIFY: 'Updated', REMOVE: 'Removed' };

function domainEvent({ eventID, eventName, dynamodb, userIdentity, eventSourceARN }: StreamRecord) {
  const plain = (image: object | undefined): Item | undefined =>
    image && unmarshall(image as Parameters<typeof unmarshall>[0], { wrapNumbers: (value) => value });
  return {
    id: eventID,
    type: `ChatMessage.${types[eventName]}`,
    time: new Date(dynamodb.ApproximateCreationDateTime * 1_000).toISOString().replace('Z', '000Z'),
    table: eventSourceARN.split('/')[1],
    sequenceNumber: dynamodb.SequenceNumber,
    expired: userIdentity !== undefined,
    keys: plain(dynamodb.Keys),
    new: plain(dynamodb.NewImage),
    old: plain(dynamodb.OldImage),
  };
}

function isForModeration(event: ReturnType<typeof domainEvent>): boolean {
  return event.new?.MessageType === 'CHAT' && event.new.Message !== event.old?.Message;
}

function changeRecord({ awsRegion, eventID, eventName, userIdentity, dynamodb, eventSourceARN }: StreamRecord): string {
  return JSON.stringify({
    awsRegion,
    eventID,
    eventName,
    userIdentity: userIdentity ?? null,
    recordFormat: 'application/json',
    tableName: eventSourceARN.split('/')[1],
    dynamodb: {
      ApproximateCreationDateTime: dynamodb.ApproximateCreationDateTime * 1_000_000,
      Keys: dynamodb.Keys,
      NewImage: dynamodb.NewImage,
      OldImage: dynamodb.OldImage,
      SizeBytes: dynamodb.SizeBytes,
      ApproximateCreationDateTimePrecision: 'MICROSECOND',
      SequenceNumber: dynamodb.SequenceNumber,
    },
    eventSource: 'aws:dynamodb',
  });
}

type Send<T> = (ten: T[]) => Promise<unknown>;

async function tensAtOnce<T>(items: readonly T[], send: Send<T>): Promise<void> {
  await Promise.all(tens(items).map(send));
}

async function tensInTurn<T>(items: readonly T[], send: Send<T>): Promise<void> {
  for (const ten of tens(items)) await send(ten);
}

function tens<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / 10) }, (_, index) => items.slice(index * 10, index * 10 + 10));
}
