import type { AttributeValue, WriteRequest } from '@aws-sdk/client-dynamodb';
import { createRandom } from '../../local/random.ts';

export type Item = Record<string, AttributeValue>;

export interface WorkloadSize {
  livestreams: number;
  messagesPerLivestream: number;
  seed: number;
}

/** What a workload asks of the table, as BatchWriteItem requests; no batch names a key twice. */
export interface Workload {
  inserts: WriteRequest[][];
  /** Edits, then removals, of messages that `inserts` wrote: send them after it. */
  edits: WriteRequest[][];
  removals: WriteRequest[][];
  livestreamIds: string[];
}

/** BatchWriteItem takes at most 25 requests. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const BATCH_ITEMS_MAX = 25;

const everyNth = { invalid: 100, edited: 50, removed: 100 };

/** Chat messages as the seed says: 1% break the schema, each kind in turn; 2% of the rest are edited later and 1% removed. */
export function createWorkload({ livestreams, messagesPerLivestream, seed }: WorkloadSize): Workload {
  const random = createRandom(seed);
  const livestreamIds = Array.from({ length: livestreams }, (_, index) => `live-${index + 1}`);
  const inserts: WriteRequest[] = [];
  const edits: WriteRequest[] = [];
  const removals: WriteRequest[] = [];
  for (let message = 0; message < messagesPerLivestream; message++) {
    for (const [stream, livestreamId] of livestreamIds.entries()) {
      const serial = message * livestreams + stream;
      const item = chatMessage(livestreamId, serial, random);
      // Spread over the livestreams: the nth message of each is another one of the hundred.
      const turn = message + stream * 7;
      if (turn % everyNth.invalid === 0) {
        inserts.push({ PutRequest: { Item: spoil(item, serial) } });
        continue;
      }
      inserts.push({ PutRequest: { Item: item } });
      if (turn % everyNth.edited === 1) {
        edits.push({ PutRequest: { Item: { ...item, Message: { S: `${item.Message?.S} (edited)` } } } });
      } else if (turn % everyNth.removed === 2) {
        removals.push({ DeleteRequest: { Key: { LivestreamID: item.LivestreamID!, UID: item.UID! } } });
      }
    }
  }
  return { inserts: batchesOf(inserts), edits: batchesOf(edits), removals: batchesOf(removals), livestreamIds };
}

const firstMessageMs = Date.UTC(2021, 11, 23, 16, 15, 15, 98);
const words = [
  'hello',
  'first!',
  '안녕하세요',
  'so good',
  '👏👏',
  'which size?',
  'sold out?',
  '"quoted"',
  'c’est beau',
  'lol',
];

/** One valid chat message. `serial` makes its sort key unique: milliseconds, then a four-digit part, as one number. */
export function chatMessage(livestreamId: string, serial: number, random: () => number): Item {
  const sentMs = firstMessageMs + Math.floor(serial / 10);
  const pick = <T>(list: T[]): T => list[Math.floor(random() * list.length)]!;
  const user = Math.floor(random() * 500);
  return {
    LivestreamID: { S: livestreamId },
    UID: { N: `${sentMs}${String(serial % 10_000).padStart(4, '0')}` },
    UserID: { S: `u-${user}` },
    Nickname: { S: `viewer ${user}` },
    Message: { S: Array.from({ length: 1 + Math.floor(random() * 12) }, () => pick(words)).join(' ') },
    MessageType: { S: random() < 0.98 ? 'CHAT' : pick(['NOTICE', 'SYSTEM']) },
    CreatedAt: { S: new Date(sentMs).toISOString() },
  };
}

/** The ways in which the sample data breaks the schema; DynamoDB itself accepts each of them. */
const spoilers: ((item: Item) => Item)[] = [
  ({ Message: _left, ...rest }) => rest,
  (item) => ({ ...item, Message: { S: '' } }),
  (item) => ({ ...item, Message: { S: 'x'.repeat(2001) } }),
  (item) => ({ ...item, MessageType: { S: 'SHOUT' } }),
  (item) => ({ ...item, Nickname: { N: '7' } }),
  (item) => ({ ...item, CreatedAt: { S: '2021-12-23T16:15:15Z' } }),
  (item) => ({ ...item, CreatedAt: { S: '2021-02-30T16:15:15.098Z' } }),
  (item) => ({ ...item, UID: { N: `-${item.UID?.N}` } }),
  (item) => ({ ...item, UID: { N: `${item.UID?.N}.5` } }),
  (item) => ({ ...item, LivestreamID: { S: `${item.LivestreamID?.S}/../other` } }),
];

const spoil = (item: Item, serial: number): Item => spoilers[serial % spoilers.length]!(item);

function batchesOf(requests: WriteRequest[]): WriteRequest[][] {
  const batches: WriteRequest[][] = [];
  for (let start = 0; start < requests.length; start += BATCH_ITEMS_MAX) {
    batches.push(requests.slice(start, start + BATCH_ITEMS_MAX));
  }
  return batches;
}
