import { formatEventTime, type TimePrecision } from './event-time.ts';
import { type Dropped, failed, type ProcessingFailed } from './verdict.ts';

export type EventName = 'INSERT' | 'MODIFY' | 'REMOVE';

/** What a row needs of one change, whatever stream it came by. */
export interface Change {
  eventId: string;
  eventName: EventName;
  /** UTC with six fraction digits, see {@link formatEventTime}. */
  eventTime: string;
  /** AttributeValues by name, not yet judged: the new image, or the keys where the change is a REMOVE. */
  attributes: JsonObject;
}

export type ChangeOutcome = { result: 'Ok'; change: Change } | Dropped | ProcessingFailed;

export type JsonObject = Record<string, unknown>;

/** `principalId` of a removal by TTL. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html */
const ttlPrincipal = 'dynamodb.amazonaws.com';

/** Unicode code points. Observed ids are UUIDs; the bound keeps rows and logs small. */
const eventIdCharactersMax = 128;

const notAChangeRecord = failed('NotAChangeRecord');

/**
 * Reads a change record as DynamoDB writes it to Kinesis. Only the fields named here are looked at. `OldImage` never is,
 * `Keys` only of a REMOVE, and a removal by TTL is dropped whatever else it holds: the lake is the archive.
 *
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/kds_using-shards-and-metrics.html
 */
export function readChange(record: unknown): ChangeOutcome {
  if (!isObject(record) || !isEventName(record.eventName)) return notAChangeRecord;
  const { eventID: eventId, eventName, dynamodb } = record;
  if (eventName === 'REMOVE' && isTtl(record.userIdentity)) return { result: 'Dropped', rule: 'TtlRemoval' };
  if (!isEventId(eventId) || !isObject(dynamodb)) return notAChangeRecord;
  const eventTime = readEventTime(dynamodb);
  if (eventTime === undefined) return notAChangeRecord;
  const attributes = eventName === 'REMOVE' ? dynamodb.Keys : dynamodb.NewImage;
  if (!isObject(attributes)) return eventName === 'REMOVE' ? notAChangeRecord : failed('MissingImage');
  return { result: 'Ok', change: { eventId, eventName, eventTime, attributes } };
}

/** Milliseconds, unless the destination was set to microseconds, which the record then says. */
function readEventTime(dynamodb: JsonObject): string | undefined {
  const { ApproximateCreationDateTime: time, ApproximateCreationDateTimePrecision: precision = 'MILLISECOND' } =
    dynamodb;
  return isPrecision(precision) ? formatEventTime(time, precision) : undefined;
}

/** A JSON object: neither null nor an array. */
function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEventName(value: unknown): value is EventName {
  return value === 'INSERT' || value === 'MODIFY' || value === 'REMOVE';
}

function isPrecision(value: unknown): value is TimePrecision {
  return value === 'MILLISECOND' || value === 'MICROSECOND';
}

function isTtl(userIdentity: unknown): boolean {
  return isObject(userIdentity) && userIdentity.principalId === ttlPrincipal;
}

function isEventId(value: unknown): value is string {
  if (typeof value !== 'string' || value === '') return false;
  if (value.length <= eventIdCharactersMax) return true;
  // A code point is at most two UTF-16 units: nothing longer than that is worth counting.
  return value.length <= 2 * eventIdCharactersMax && [...value].length <= eventIdCharactersMax;
}
