import { streamRecord, ttlIdentity } from '../../functions/ddb-fanout/stream-records.ts';
import { chatImage } from '../../support/change-records.ts';

export interface SampleEvent {
  Records: ReturnType<typeof streamRecord>[];
}

const record = (number: number, eventName: string, OldImage?: unknown, NewImage?: unknown, userIdentity?: unknown) =>
  streamRecord({
    record: { eventID: `c4ca4238a0b923820dcc509a6f75849${number}`, eventName, userIdentity },
    dynamodb: { NewImage, OldImage, SequenceNumber: `442158450000000001745043909${number}` },
  });

/** Events for `sls invoke local -f ddb-fanout -p test/events/ddb-fanout/<name>.json`, by name. */
export function samples(): Record<string, SampleEvent> {
  const written = chatImage();
  const edited = chatImage({ Message: { S: 'hello 👋 (edited)' } });
  return {
    insert: { Records: [record(1, 'INSERT', undefined, everyType(written))] },
    modify: { Records: [record(2, 'MODIFY', written, edited)] },
    remove: { Records: [record(3, 'REMOVE', edited)] },
    'ttl-removal': { Records: [record(4, 'REMOVE', edited, undefined, ttlIdentity)] },
  };
}

/** Attributes of every type that DynamoDB has, beside those of the dataset. */
function everyType(image: Record<string, unknown>): Record<string, unknown> {
  return {
    ...image,
    Likes: { N: '12345678901234567890123456789012345678' },
    Score: { N: '1E+125' },
    Emote: { B: '8J+Riw==' },
    Pinned: { BOOL: false },
    ReplyTo: { NULL: true },
    Tags: { SS: ['first', 'korean'] },
    Ratings: { NS: ['4.5', '-0'] },
    Stickers: { BS: ['AQI=', 'AwQ='] },
    Reactions: { L: [{ S: '👋' }, { N: '2' }] },
    Client: { M: { Device: { S: 'phone' }, Version: { N: '7' } } },
  };
}
