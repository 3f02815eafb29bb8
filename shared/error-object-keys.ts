/**
 * Where the objects of failed records lie in the lake's bucket, each by delivery stream:
 *
 * - `errors/` what Firehose could not deliver, as it wrote it;
 * - `parked/` what a replay found would fail again, with the reason; nothing reads it by itself;
 * - `replayed/` objects of the two above that are done with, under their whole key;
 * - `ledger/` what replays have decided, see `functions/dlq-reprocessor/ledger.ts`.
 */
export const errorPrefix = (deliveryStream: string): string => `errors/${deliveryStream}/`;
export const parkedPrefix = (deliveryStream: string): string => `parked/${deliveryStream}/`;
export const ledgerPrefix = (deliveryStream: string): string => `ledger/${deliveryStream}/`;
export const replayedKey = (key: string): string => `replayed/${key}`;

/** The hour in an object's key, `yyyy/MM/dd/HH` in the delivery stream's time zone; undefined where there is none. */
export function hourOfKey(key: string): string | undefined {
  return /\/(\d{4}\/\d{2}\/\d{2}\/\d{2})\/[^/]*$/.exec(key)?.[1];
}
