import { readStreamRecord, type StreamChange } from '../../../shared/stream-record.ts';
import { chatImage } from '../../support/change-records.ts';

interface RecordFields {
  /** Fields of the record. */
  record?: Record<string, unknown>;
  /** Fields of its `dynamodb`. */
  dynamodb?: Record<string, unknown>;
}

/** An INSERT of `chatImage` as Lambda hands it to a function from DynamoDB Streams; the fields given replace its own. */
export function streamRecord({ record = {}, dynamodb = {} }: RecordFields = {}) {
  const image = chatImage();
  return {
    eventID: 'c4ca4238a0b923820dcc509a6f75849b',
    eventName: 'INSERT',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'us-east-1',
    dynamodb: {
      ApproximateCreationDateTime: 1_640_276_115,
      Keys: { LivestreamID: image.LivestreamID, UID: image.UID },
      NewImage: image,
      SequenceNumber: '4421584500000000017450439091',
      SizeBytes: 137,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
      ...dynamodb,
    } as Record<string, unknown>,
    eventSourceARN: 'arn:aws:dynamodb:us-east-1:000000000000:table/tributary-dev-chat/stream/2021-12-23T16:00:00.000',
    ...record,
  };
}

export const ttlIdentity = { type: 'Service', principalId: 'dynamodb.amazonaws.com' };

/** The change that a stream record tells. */
export function changeOf(fields: RecordFields = {}): StreamChange {
  const read = readStreamRecord(streamRecord(fields));
  if (!read.ok) throw new Error(`Not a stream record: ${read.reason}`);
  return read.change;
}

/** A change of an item with these images. */
export function changeBetween(old: Record<string, unknown> | undefined, now: Record<string, unknown> | undefined) {
  const eventName = old === undefined ? 'INSERT' : now === undefined ? 'REMOVE' : 'MODIFY';
  return changeOf({ record: { eventName }, dynamodb: { OldImage: old, NewImage: now } });
}
