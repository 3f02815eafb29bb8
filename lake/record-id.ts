import { hash } from 'node:crypto';

/** Bytes of an id: a UUID as it is, anything else as a hash. */
export const ID_BYTES = 16;

/** What the proof must know of a record, whatever became of it. */
export interface RecordIdentity {
  id: Buffer;
  /** A removal by TTL, which the transform leaves out by its rule. */
  removedByTtl: boolean;
}

/**
 * Who a record is, by the same rule in the log, in a delivered row and in the `rawData` of an error object: its event id
 * (`eventID` of a change record, which has `dynamodb`; `EventID` of a row), and by its bytes if it has none that can be read.
 *
 * Shares nothing with the transform's codec, so that the two cannot be wrong together.
 */
export function identify(bytes: Buffer): RecordIdentity {
  const record = parseObject(bytes);
  const eventId = record && 'dynamodb' in record ? record.eventID : record?.EventID;
  return {
    id: typeof eventId === 'string' && eventId !== '' ? idOfText(eventId) : hashed('bytes', bytes),
    removedByTtl:
      record?.eventName === 'REMOVE' &&
      (record.userIdentity as { principalId?: unknown } | null)?.principalId === 'dynamodb.amazonaws.com',
  };
}

/** An id for people: the UUID, or the beginning of the hash of a record without one. */
export function printId(id: Buffer): string {
  const hex = id.toString('hex');
  if (hex[12] === '0') return `sha256:${hex}`;
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** As an id is written; another spelling of the same UUID is another id. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function idOfText(text: string): Buffer {
  return UUID.test(text)
    ? Buffer.from(text.replaceAll('-', ''), 'hex')
    : hashed('id', Buffer.from(JSON.stringify(text)));
}

function hashed(kind: 'id' | 'bytes', bytes: Buffer): Buffer {
  const id = hash('sha256', Buffer.concat([Buffer.from(`${kind}\0`), bytes]), 'buffer').subarray(0, ID_BYTES);
  // No UUID has version 0: a hash and a UUID are never the same.
  id[6]! &= 0x0f;
  return id;
}

function parseObject(bytes: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
