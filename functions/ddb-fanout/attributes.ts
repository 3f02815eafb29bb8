import { createHash } from 'node:crypto';
import { isJsonObject, type JsonObject } from '../../shared/json-object.ts';
import type { StreamChange } from '../../shared/stream-record.ts';
import { eventType } from './domain-event.ts';

/** A group or partition key that every service takes as it is. */
const plainKey = /^[A-Za-z0-9_-]{1,128}$/;

/**
 * What SNS and SQS take as a message attribute's text: what XML 1.0 can say. The length keeps a message from being all attributes.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 */
const attributeText = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]{1,256}$/u;

/** The AttributeValue of that name; a name such as `__proto__` or `constructor` means nothing more than any other. */
export function attributeOf(item: JsonObject | undefined, name: string): JsonObject | undefined {
  const value = item !== undefined && Object.hasOwn(item, name) ? item[name] : undefined;
  return isJsonObject(value) ? value : undefined;
}

/**
 * What keeps the changes of one key attribute's value together: the value, or its hash where that is not plain. Without the
 * attribute, the changes of one item.
 */
export function groupKeyOf({ keys }: StreamChange, keyAttribute: string): string {
  const value = attributeOf(keys.item, keyAttribute);
  if (value === undefined) return hash(keys.json);
  const [text] = Object.values(value);
  return typeof text === 'string' && plainKey.test(text) ? text : hash(JSON.stringify(value));
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

export interface MessageAttributes {
  attributes: Record<string, { DataType: 'String'; StringValue: string }>;
  /** What SNS and SQS count of them: names, types and values. */
  bytes: number;
}

/**
 * A message's attributes by name, for filter policies: `id`, `type`, and those named of the new image, or of the old one where
 * there is none. Strings and numbers only, numbers as text too. One that is empty, too long or has a character that SNS does
 * not take is left out: the message's body has it.
 */
export function messageAttributes(change: StreamChange, names: readonly string[]): MessageAttributes {
  const image = (change.newImage ?? change.oldImage ?? change.keys).item;
  const type = eventType(change);
  let attributes: MessageAttributes['attributes'] = {
    id: stringAttribute(change.eventId),
    type: stringAttribute(type),
  };
  // Ids, types and names are ASCII, a byte each: `shared/stream-record.ts` and `route.ts` see to it.
  let bytes = fixedBytes + change.eventId.length + type.length;
  for (const name of names) {
    const value = attributeOf(image, name);
    const text = value?.S ?? value?.N;
    if (typeof text !== 'string' || !attributeText.test(text)) continue;
    // Not by assignment: `__proto__` is a name like any other.
    attributes = { ...attributes, [name]: stringAttribute(text) };
    bytes += name.length + 'String'.length + Buffer.byteLength(text);
  }
  return { attributes, bytes };
}

const stringAttribute = (StringValue: string) => ({ DataType: 'String' as const, StringValue });

const fixedBytes = 'id'.length + 'String'.length + 'type'.length + 'String'.length;
