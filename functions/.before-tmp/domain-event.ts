import type { EventName } from '../../shared/change.ts';
import { chatMessage } from '../../shared/datasets/chat-message.ts';
import { quote } from '../../shared/json-text.ts';
import type { StreamChange } from '../../shared/stream-record.ts';

/** What a target is told of a change. */
export type Body = (change: StreamChange) => string;

const participles: Record<EventName, string> = { INSERT: 'Created', MODIFY: 'Updated', REMOVE: 'Removed' };

/** `chat-message` is told of as `ChatMessage`. */
const entity = chatMessage.name.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** `ChatMessage.Created`, `ChatMessage.Updated`, `ChatMessage.Removed`. */
export const eventType = ({ eventName }: StreamChange): string => `${entity}.${participles[eventName]}`;

/**
 * The change as a service wants to read it: one JSON object,
 * `{"id","type","time","table","sequenceNumber","expired","keys","new","old"}`.
 *
 * - `id` tells a repeat: everything here is told at least once.
 * - `keys`, `new` and `old` are plain JSON, see `shared/image-json.ts`; numbers are strings, so that no parser rounds them.
 *   `new` is absent of a removal, `old` of a creation.
 * - `expired` is true where DynamoDB removed the item by itself.
 */
export const domainEvent: Body = (change) => {
  const { eventId, eventTime, tableName, sequenceNumber, expired, keys, newImage, oldImage } = change;
  return (
    `{"id":${quote(eventId)},"type":"${eventType(change)}","time":"${eventTime}","table":${quote(tableName)},` +
    `"sequenceNumber":"${sequenceNumber}","expired":${expired},"keys":${keys.json}` +
    `${newImage ? `,"new":${newImage.json}` : ''}${oldImage ? `,"old":${oldImage.json}` : ''}}`
  );
};
