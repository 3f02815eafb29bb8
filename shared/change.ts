import { formatEventTime, type TimePrecision } from './event-time.ts';
import { isJsonObject, type JsonObject } from './json-object.ts';
import { plainText, type TextForm } from './text-form.ts';
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

/** `principalId` of a removal by TTL. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html */
const ttlPrincipal = 'dynamodb.amazonaws.com';

/** 1 to 128 code points, no lone surrogate (Cs). Observed ids are UUIDs; the bound keeps rows and logs small. */
const eventIdPattern = /^\P{Cs}{1,128}$/u;

const notAChangeRecord = failed('NotAChangeRecord');

/**
 * Reads a change record as DynamoDB writes it to Kinesis. Only the fields named here are looked at. `OldImage` never is,
 * `Keys` only of a REMOVE, and a removal by TTL is dropped whatever else it holds: the lake is the archive.
 * The change's strings stay in the form of the record's.
 *
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/kds_using-shards-and-metrics.html
 */
export function readChange(record: unknown, { decode }: TextForm = plainText): ChangeOutcome {
  if (!isJsonObject(record) || !isEventName(record.eventName)) return notAChangeRecord;
  const { eventID: eventId, eventName, dynamodb } = record;
  if (eventName === 'REMOVE' && isTtl(record.userIdentity)) return { result: 'Dropped', rule: 'TtlRemoval' };
  if (typeof eventId !== 'string' || !eventIdPattern.test(decode(eventId))) return notAChangeRecord;
  if (!isJsonObject(dynamodb)) return notAChangeRecord;
  const eventTime = readEventTime(dynamodb);
  if (eventTime === undefined) return notAChangeRecord;
  const attributes = eventName === 'REMOVE' ? dynamodb.Keys : dynamodb.NewImage;
  if (!isJsonObject(attributes)) return eventName === 'REMOVE' ? notAChangeRecord : failed('MissingImage');
  return { result: 'Ok', change: { eventId, eventName, eventTime, attributes } };
}

/** Milliseconds, unless the destination was set to microseconds, which the record then says. */
function readEventTime(dynamodb: JsonObject): string | undefined {
  const { ApproximateCreationDateTime: time, ApproximateCreationDateTimePrecision: precision = 'MILLISECOND' } =
    dynamodb;
  return isPrecision(precision) ? formatEventTime(time, precision) : undefined;
}

function isEventName(value: unknown): value is EventName {
  return value === 'INSERT' || value === 'MODIFY' || value === 'REMOVE';
}

function isPrecision(value: unknown): value is TimePrecision {
  return value === 'MILLISECOND' || value === 'MICROSECOND';
}

function isTtl(userIdentity: unknown): boolean {
  return isJsonObject(userIdentity) && userIdentity.principalId === ttlPrincipal;
}
