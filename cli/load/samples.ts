import { hash } from 'node:crypto';
import { createRandom } from '../../local/random.ts';
import { chatMessage, type Item } from '../workload/messages.ts';

/** So many messages are made beforehand and sent again and again under new keys: a load test is not to measure its own typing. */
const SAMPLES = 4096;
/** Sort keys are milliseconds and a four-digit part, as one number. */
const FIRST_MS = Date.UTC(2021, 11, 23, 16, 15, 15, 98);

/** Valid chat messages, the nth the same for the same seed and unlike every other in its key; spread evenly over the livestreams. */
export interface Samples {
  item(serial: number): Item;
  /** The change record of the item's insert as DynamoDB writes it to Kinesis, and its partition key. */
  change(serial: number, nowMs: number): { data: Buffer; partitionKey: string };
}

export function createSamples({ livestreams, seed }: { livestreams: number; seed: number }): Samples {
  const random = createRandom(seed);
  const messages = Array.from({ length: SAMPLES }, (_, serial) => {
    const { LivestreamID: _id, UID: _uid, ...rest } = chatMessage('', serial, random);
    return { rest, text: JSON.stringify(rest).slice(1) };
  });
  const group = seed.toString(16).padStart(8, '0');
  const livestreamId = (serial: number) => `live-${(serial % livestreams) + 1}`;
  const uid = (serial: number) =>
    `${FIRST_MS + Math.floor(serial / 10_000)}${String(serial % 10_000).padStart(4, '0')}`;

  return {
    item: (serial) => ({
      LivestreamID: { S: livestreamId(serial) },
      UID: { N: uid(serial) },
      ...messages[serial % SAMPLES]!.rest,
    }),
    change(serial, nowMs) {
      const keys = `{"LivestreamID":{"S":"${livestreamId(serial)}"},"UID":{"N":"${uid(serial)}"}`;
      const eventId = `${group}-0000-4000-8000-${serial.toString(16).padStart(12, '0')}`;
      const text =
        `{"awsRegion":"us-east-1","eventID":"${eventId}","eventName":"INSERT","userIdentity":null,"recordFormat":"application/json",` +
        `"tableName":"load","dynamodb":{"ApproximateCreationDateTime":${nowMs * 1000},"Keys":${keys}},"NewImage":${keys},` +
        `${messages[serial % SAMPLES]!.text},"SizeBytes":0,"ApproximateCreationDateTimePrecision":"MICROSECOND"},"eventSource":"aws:dynamodb"}`;
      return { data: Buffer.from(text), partitionKey: hash('md5', keys) };
    },
  };
}
