import { createHash } from 'node:crypto';

/**
 * Where the objects of failed records lie in the lake's bucket, each by delivery stream:
 *
 * - `errors/` what Firehose could not deliver, as it wrote it;
 * - `parked/` what a replay found would fail again, with the reason; nothing reads it by itself;
 * - `replayed/` objects of the two above that are done with, see {@link replayedKey};
 * - `ledger/` what replays have decided, see `functions/dlq-reprocessor/ledger.ts`.
 */
export const errorPrefix = (deliveryStream: string): string => `errors/${deliveryStream}/`;
export const parkedPrefix = (deliveryStream: string): string => `parked/${deliveryStream}/`;
export const ledgerPrefix = (deliveryStream: string): string => `ledger/${deliveryStream}/`;
/** Where objects under a prefix, or those that had a key, lie once they are done with. */
export const replayedPrefix = (keyOrPrefix: string): string => `replayed/${keyOrPrefix}`;

/**
 * Where an object goes once it is done with: under its whole key, and by its ETag which one it was. The same key may come back
 * with other content; that is another object, and gets a place of its own.
 */
export const replayedKey = (key: string, etag: string): string =>
  `${replayedPrefix(key)}.${createHash('sha256').update(etag).digest('hex').slice(0, 16)}`;

/** What {@link replayedKey} adds. Firehose's own names end in a UUID or `.gz`. */
const replayedSuffix = /\.[0-9a-f]{16}$/;

export const hasReplayedSuffix = (key: string): boolean => replayedSuffix.test(key);

/** The key that an object under `replayed/` had: there it is known as replayed, when it is put back. */
export const originalKey = (key: string): string => key.slice(replayedPrefix('').length).replace(replayedSuffix, '');

/** A folder as the S3 console makes it: an empty object. It lies where error objects do and is none. */
export const isFolderPlaceholder = ({ key, size }: { key: string; size: number }): boolean =>
  size === 0 && key.endsWith('/');

/** The hour in an object's key, `yyyy/MM/dd/HH` in the delivery stream's time zone; undefined where there is none. */
export function hourOfKey(key: string): string | undefined {
  return /\/(\d{4}\/\d{2}\/\d{2}\/\d{2})\/[^/]*$/.exec(key)?.[1];
}
