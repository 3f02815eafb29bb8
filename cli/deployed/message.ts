import { chatMessage } from '../../shared/datasets/chat-message.ts';
import { formatEventTime } from '../../shared/event-time.ts';

/** One change of a message, as a change record or a row tells it. Absent is what it does not tell. */
export interface MessageChange {
  /** The table's key attributes, as text. */
  keys: Record<string, string>;
  eventId?: string | undefined;
  eventName?: string | undefined;
  /** UTC with six fraction digits. */
  eventTime?: string | undefined;
  /** A removal by TTL, which no delivery stream carries. */
  removedByTtl?: true;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html */
const TTL_PRINCIPAL = 'dynamodb.amazonaws.com';

/** Reads a row of the lake; undefined for what is none. Numbers keep their digits. */
export function readRowChange(row: Buffer): MessageChange | undefined {
  const columns = parse(row);
  if (!columns) return undefined;
  const { EventID, EventName, EventTime } = columns;
  const keys = pick(columns, (value) => textOf(value));
  return { keys, eventId: textOf(EventID), eventName: textOf(EventName), eventTime: textOf(EventTime) };
}

/** Reads a change record as DynamoDB writes it; undefined for what is none. Nothing is judged: this is for looking only. */
export function readRecordChange(data: Buffer): MessageChange | undefined {
  const record = parse(data);
  const dynamodb = asObject(record?.dynamodb);
  if (!record || !dynamodb) return undefined;
  const image = asObject(dynamodb.Keys) ?? asObject(dynamodb.NewImage) ?? {};
  const precision =
    dynamodb.ApproximateCreationDateTimePrecision === 'MICROSECOND' ? 'MICROSECOND' : ('MILLISECOND' as const);
  return {
    keys: pick(image, (value) => textOf(Object.values(asObject(value) ?? {})[0])),
    eventId: textOf(record.eventID),
    eventName: textOf(record.eventName),
    eventTime: formatEventTime(Number(textOf(dynamodb.ApproximateCreationDateTime)), precision),
    ...(asObject(record.userIdentity)?.principalId === TTL_PRINCIPAL && { removedByTtl: true as const }),
  };
}

/** Reads a domain event as subscribers are told it, or the bus's event about it; undefined for what is neither. For looking only. */
export function readDomainEvent(body: Buffer): MessageChange | undefined {
  const told = parse(body);
  const event = asObject(told?.detail) ?? told;
  const keys = asObject(event?.keys);
  if (!event || !keys) return undefined;
  return {
    keys: pick(keys, (value) => textOf(value)),
    eventId: textOf(event.id),
    eventName: textOf(event.type),
    eventTime: textOf(event.time),
  };
}

function pick(from: Record<string, unknown>, read: (value: unknown) => string | undefined): Record<string, string> {
  return Object.fromEntries(
    chatMessage.keys.flatMap((name) => {
      const text = Object.hasOwn(from, name) ? read(from[name]) : undefined;
      return text === undefined ? [] : [[name, text]];
    }),
  );
}

/** A number as it stands there: parsing would round it. */
class NumberText {
  readonly digits: string;
  constructor(digits: string) {
    this.digits = digits;
  }
}

function parse(bytes: Buffer): Record<string, unknown> | undefined {
  const keepDigits = (_key: string, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' && context?.source !== undefined ? new NumberText(context.source) : value;
  try {
    return asObject(JSON.parse(bytes.toString('utf8'), keepDigits));
  } catch {
    return undefined;
  }
}

const textOf = (value: unknown): string | undefined =>
  value instanceof NumberText ? value.digits : typeof value === 'string' ? value : undefined;

const asObject = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
