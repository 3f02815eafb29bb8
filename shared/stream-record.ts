import type { EventName } from './change.ts';
import { formatEventTime } from './event-time.ts';
import { imageJson } from './image-json.ts';
import { isJsonObject, type JsonObject } from './json-object.ts';

/** AttributeValues by name, judged: each is one. */
export interface StreamImage {
  /** As DynamoDB sent it, with type tags. */
  item: JsonObject;
  /** As plain JSON, numbers as text, see `image-json.ts`. */
  json: string;
}

/** One change of one item, as DynamoDB Streams tells it. */
export interface StreamChange {
  /** Unique, and the same whenever this change is told again. Not the id that the change has on its way by Kinesis. */
  eventId: string;
  eventName: EventName;
  /** UTC with six fraction digits, see {@link formatEventTime}. DynamoDB Streams rounds down to the second. */
  eventTime: string;
  /** The same, microseconds since 1970. */
  eventMicros: number;
  /** True where DynamoDB removed the item by itself, its time to live being over. */
  expired: boolean;
  /** Orders the changes of one item. Digits. */
  sequenceNumber: string;
  tableName: string;
  region: string;
  keys: StreamImage;
  /** Of INSERT and MODIFY. */
  newImage: StreamImage | undefined;
  /** Of MODIFY and REMOVE, where the stream carries old images. */
  oldImage: StreamImage | undefined;
  sizeBytes: number | undefined;
}

/** Why a stream record cannot be read. DynamoDB writes no such records. */
export type UnreadableReason = 'NotAChangeRecord' | 'MissingImage' | 'InvalidAttributeValue';

export type StreamRecordOutcome = { ok: true; change: StreamChange } | { ok: false; reason: UnreadableReason };

/** Ids travel as message attributes and deduplication ids, which take these characters. DynamoDB's are 32 hexadecimal digits. */
const eventIdPattern = /^[!-~]{1,128}$/;
/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html */
const sequenceNumberPattern = /^\d{1,40}$/;
const streamArnPattern = /^arn:[^:]+:dynamodb:([^:]+):[^:]*:table\/([^/]+)\/stream\/./;
/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html */
const ttlPrincipal = 'dynamodb.amazonaws.com';
const microsPerSecond = 1_000_000;

/** The sequence number of a stream record; undefined where it has none. */
export function sequenceNumberOf(record: unknown): string | undefined {
  const number = isJsonObject(record) && isJsonObject(record.dynamodb) ? record.dynamodb.SequenceNumber : undefined;
  return typeof number === 'string' && sequenceNumberPattern.test(number) ? number : undefined;
}

/**
 * Reads one record of DynamoDB Streams, as Lambda hands it to a function. Never throws, whatever it is.
 *
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html
 */
export function readStreamRecord(record: unknown): StreamRecordOutcome {
  if (!isJsonObject(record) || !isJsonObject(record.dynamodb)) return unreadable('NotAChangeRecord');
  const { eventName, eventID: eventId, dynamodb } = record;
  const origin = readOrigin(record.eventSourceARN);
  const time = readTime(dynamodb.ApproximateCreationDateTime);
  const sequenceNumber = sequenceNumberOf(record);
  if (!isEventName(eventName) || typeof eventId !== 'string' || !eventIdPattern.test(eventId)) {
    return unreadable('NotAChangeRecord');
  }
  if (origin === undefined || time === undefined || sequenceNumber === undefined) return unreadable('NotAChangeRecord');
  const images = readImages(eventName, dynamodb);
  if (typeof images === 'string') return unreadable(images);
  const change: StreamChange = {
    eventId,
    eventName,
    eventTime: time.eventTime,
    eventMicros: time.eventMicros,
    expired: eventName === 'REMOVE' && isTtl(record.userIdentity),
    sequenceNumber,
    tableName: origin.tableName,
    region: origin.region,
    keys: images.keys,
    newImage: images.newImage,
    oldImage: images.oldImage,
    sizeBytes: typeof dynamodb.SizeBytes === 'number' ? dynamodb.SizeBytes : undefined,
  };
  return { ok: true, change };
}

const unreadable = (reason: UnreadableReason) => ({ ok: false, reason }) as const;

type Images = Pick<StreamChange, 'keys' | 'newImage' | 'oldImage'>;

/** An INSERT or MODIFY has a new image. The old one is there if the stream carries it, and where there was an item before. */
function readImages(eventName: EventName, { Keys, NewImage, OldImage }: JsonObject): Images | UnreadableReason {
  if (!isJsonObject(Keys)) return 'NotAChangeRecord';
  if (eventName !== 'REMOVE' && !isJsonObject(NewImage)) return 'MissingImage';
  const keys = readImage(Keys);
  const newImage = eventName === 'REMOVE' ? null : readImage(NewImage);
  const oldImage = eventName === 'INSERT' || OldImage === undefined ? null : readImage(OldImage);
  if (keys === undefined || newImage === undefined || oldImage === undefined) return 'InvalidAttributeValue';
  return { keys, newImage: newImage ?? undefined, oldImage: oldImage ?? undefined };
}

function readImage(item: unknown): StreamImage | undefined {
  const json = imageJson(item, 'text');
  return json === undefined ? undefined : { item: item as JsonObject, json };
}

interface Origin {
  streamArn: unknown;
  region: string;
  tableName: string;
}

/** The origin read last: the records of a batch share it. */
let lastOrigin: Origin | undefined;

/** Region and table are in the ARN of the stream: `arn:aws:dynamodb:<region>:<account>:table/<table>/stream/<label>`. */
function readOrigin(streamArn: unknown): Origin | undefined {
  if (lastOrigin?.streamArn === streamArn) return lastOrigin;
  const [, region, tableName] = typeof streamArn === 'string' ? (streamArnPattern.exec(streamArn) ?? []) : [];
  if (region === undefined || tableName === undefined) return undefined;
  lastOrigin = { streamArn, region, tableName };
  return lastOrigin;
}

/** Seconds since 1970, documented as whole; a fraction is taken too. */
function readTime(seconds: unknown): Pick<StreamChange, 'eventTime' | 'eventMicros'> | undefined {
  const eventMicros = typeof seconds === 'number' ? Math.round(seconds * microsPerSecond) : Number.NaN;
  const eventTime = formatEventTime(eventMicros, 'MICROSECOND');
  return eventTime === undefined ? undefined : { eventTime, eventMicros };
}

function isEventName(value: unknown): value is EventName {
  return value === 'INSERT' || value === 'MODIFY' || value === 'REMOVE';
}

function isTtl(userIdentity: unknown): boolean {
  return isJsonObject(userIdentity) && userIdentity.principalId === ttlPrincipal;
}
