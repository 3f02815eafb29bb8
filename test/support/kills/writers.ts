import { hash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { BatchWriteItemCommand, DynamoDBClient, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { chatMessage, type Item } from '../../../cli/workload/messages.ts';
import { createRandom } from '../../../local/random.ts';
import { chatChange } from '../change-records.ts';

/** How an acknowledged write is remembered: by item and message, which no two writes share; a removal has no message. */
export const writeLabel = (livestreamId: string, uid: string, message = 'removed'): string =>
  `${livestreamId}/${uid}/${message}`;

export interface Writers {
  /** Every write that was acknowledged. */
  acknowledged: Set<string>;
  /** What the table must hold in the end, `livestream/uid` to message; rows put straight on the stream beside. */
  expected: Map<string, string>;
  /** Requests without an answer right now. */
  unanswered(): number;
  /** Repeated because no answer came. */
  sentAgain(): number;
  connect(url: string): void;
  disconnect(): void;
  /** Resolves once every writer has its last batch acknowledged. */
  finish(): Promise<void>;
}

interface Clients {
  dynamodb: DynamoDBClient;
  kinesis: KinesisClient;
}

/** Every so many items one breaks the schema and goes to the error prefix. */
const INVALID_EVERY = 97;
/** Between the batches of one writer, so that the log stays small enough to be read through. */
const PAUSE_MS = 40;

/**
 * Writers as producers are: each sends a batch, through the AWS SDK, until it is acknowledged, whatever becomes of the stack, and
 * then the next one. Two write to a table, new items, edits and removals; one puts change records on the stream.
 */
export function startWriters(seed: number, tableName: string, streamName: string): Writers {
  const acknowledged = new Set<string>();
  const expected = new Map<string, string>();
  let clients: Clients | undefined;
  let connected = Promise.withResolvers<void>();
  let finishing = false;
  let unanswered = 0;
  let sentAgain = 0;

  /** Sends until there is an answer. */
  async function insist(send: (clients: Clients) => Promise<unknown>): Promise<void> {
    for (;;) {
      await connected.promise;
      unanswered += 1;
      try {
        return void (await send(clients!));
      } catch {
        sentAgain += 1;
        await delay(20);
      } finally {
        unanswered -= 1;
      }
    }
  }

  async function writeItems(livestreamId: string, random: () => number): Promise<void> {
    const kept: Item[] = [];
    for (let serial = 0; !finishing; ) {
      const requests: WriteRequest[] = [];
      const used = new Set<string>();
      while (requests.length < 25) {
        const old = random() < 0.3 ? kept[Math.floor(random() * kept.length)] : undefined;
        if (old && used.has(old.UID!.N!)) continue;
        serial += 1;
        const item = old ?? chatMessage(livestreamId, serial, random);
        used.add(item.UID!.N!);
        if (old && random() < 0.3) {
          kept.splice(kept.indexOf(old), 1);
          requests.push({ DeleteRequest: { Key: { LivestreamID: item.LivestreamID!, UID: item.UID! } } });
          continue;
        }
        const invalid = !old && serial % INVALID_EVERY === 0;
        const next = { ...item, Message: { S: `message ${serial}` }, ...(invalid && { MessageType: { S: 'SHOUT' } }) };
        if (!old && !invalid) kept.push(next);
        if (old) kept[kept.indexOf(old)] = next;
        requests.push({ PutRequest: { Item: next } });
      }
      await insist(({ dynamodb }) =>
        dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: requests } })),
      );
      for (const { PutRequest, DeleteRequest } of requests) noteItem(PutRequest?.Item, DeleteRequest?.Key);
      await delay(PAUSE_MS);
    }
  }

  function noteItem(item: Item | undefined, removed: Item | undefined): void {
    const { LivestreamID, UID, Message, MessageType } = item ?? removed!;
    acknowledged.add(writeLabel(LivestreamID!.S!, UID!.N!, Message?.S));
    const key = `${LivestreamID!.S}/${UID!.N}`;
    if (!item) expected.delete(key);
    else if (MessageType!.S !== 'SHOUT') expected.set(key, Message!.S!);
  }

  async function putRecords(livestreamId: string, random: () => number): Promise<void> {
    for (let serial = 0; !finishing; ) {
      const items: Item[] = Array.from({ length: 40 }, () => ({
        ...chatMessage(livestreamId, ++serial, random),
        Message: { S: `record ${serial}` },
      }));
      const Records = items.map((item) => {
        const digest = hash('md5', `${seed} ${item.UID!.N}`);
        const change = chatChange({
          envelope: { eventID: digest.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5') },
          dynamodb: { Keys: { LivestreamID: item.LivestreamID, UID: item.UID }, NewImage: item },
        });
        return { Data: Buffer.from(JSON.stringify(change)), PartitionKey: digest };
      });
      await insist(async ({ kinesis }) => {
        const { FailedRecordCount } = await kinesis.send(new PutRecordsCommand({ StreamName: streamName, Records }));
        if (FailedRecordCount) throw new Error(`${FailedRecordCount} records were refused`);
      });
      for (const item of items) noteItem(item, undefined);
      await delay(PAUSE_MS);
    }
  }

  const running = [
    writeItems('table-1', createRandom(seed + 1)),
    writeItems('table-2', createRandom(seed + 2)),
    putRecords('stream-1', createRandom(seed + 3)),
  ];
  return {
    acknowledged,
    expected,
    unanswered: () => unanswered,
    sentAgain: () => sentAgain,
    connect(url) {
      const settings = {
        endpoint: url,
        region: 'us-east-1',
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      };
      clients = { dynamodb: new DynamoDBClient(settings), kinesis: new KinesisClient(settings) };
      connected.resolve();
    },
    disconnect() {
      // Whoever waits to be connected goes on waiting for the same promise.
      if (!clients) return;
      connected = Promise.withResolvers();
      clients.dynamodb.destroy();
      clients.kinesis.destroy();
      clients = undefined;
    },
    async finish() {
      finishing = true;
      await Promise.all(running);
    },
  };
}
