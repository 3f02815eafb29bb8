import { setTimeout as delay } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { GetRecordsCommand, GetShardIteratorCommand, KinesisClient, ListShardsCommand } from '@aws-sdk/client-kinesis';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { names } from './package.ts';
import type { ClientSettings } from './stack.ts';

export const queueUrl = ({ endpoint }: ClientSettings, name: string): string => `${endpoint}/000000000000/${name}`;

/** Takes messages, oldest first, and hands them to `take`, until the queue is empty and `isOver` says that nothing more comes. */
export async function consume(
  client: SQSClient,
  QueueUrl: string,
  take: (message: Message) => void,
  isOver = () => true,
): Promise<void> {
  for (;;) {
    const wasOver = isOver();
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
    );
    if (Messages.length === 0) {
      if (wasOver) return;
      await delay(100);
      continue;
    }
    Messages.forEach(take);
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle: ReceiptHandle! }));
    await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
}

/** The id of the change that a message tells of, which an EventBridge rule or SNS sent. */
export function idOf({ Body, MessageAttributes }: Message): string {
  return MessageAttributes?.id?.StringValue ?? (JSON.parse(Body!) as { detail: { id: string } }).detail.id;
}

/** What the data stream of livestreams has, shard after shard. */
export async function streamRecords(settings: ClientSettings): Promise<string[]> {
  const client = new KinesisClient(settings);
  const StreamName = names.stream;
  const texts: string[] = [];
  try {
    const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName }));
    for (const { ShardId } of Shards) {
      const from = await client.send(
        new GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
      );
      let iterator = from.ShardIterator;
      for (;;) {
        const { Records = [], NextShardIterator } = await client.send(
          new GetRecordsCommand({ ShardIterator: iterator! }),
        );
        if (Records.length === 0) break;
        texts.push(...Records.map(({ Data }) => Buffer.from(Data!).toString()));
        iterator = NextShardIterator;
      }
    }
    return texts;
  } finally {
    client.destroy();
  }
}

/** The lake's objects below a prefix, by key, gunzipped where they are gzip. */
export async function objectsUnder(settings: ClientSettings, Prefix: string): Promise<Map<string, string>> {
  const client = new S3Client(settings);
  const objects = new Map<string, string>();
  try {
    let ContinuationToken: string | undefined;
    do {
      const page = await client.send(
        new ListObjectsV2Command({ Bucket: names.bucket, Prefix, ...(ContinuationToken && { ContinuationToken }) }),
      );
      for (const { Key } of page.Contents ?? []) {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: names.bucket, Key: Key! }));
        const bytes = Buffer.from(await Body!.transformToByteArray());
        objects.set(Key!, (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString());
      }
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    return objects;
  } finally {
    client.destroy();
  }
}

/** The change records of the archive, one JSON text each. */
export async function archivedRecords(settings: ClientSettings): Promise<string[]> {
  const objects = await objectsUnder(settings, 'changes-archive/');
  return [...objects.values()].flatMap((text) => text.split('\n').filter(Boolean));
}
