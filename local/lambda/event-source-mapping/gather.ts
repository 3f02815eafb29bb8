import { BATCH_BYTES_MAX } from './limits.ts';
import type { Item } from './piece.ts';

const OPENING = '{"Records":[';
const CLOSING = ']}';

/** How many of the waiting records make the next batch, and whether more would not fit into it. */
export function nextBatch(waiting: Item[], batchSize: number): { count: number; isFull: boolean } {
  let bytes = OPENING.length + CLOSING.length;
  for (let count = 0; count < waiting.length; count += 1) {
    if (count === batchSize) return { count, isFull: true };
    bytes += waiting[count]!.bytes + 1;
    // A record that is too large alone is Lambda's to refuse.
    if (bytes - 1 > BATCH_BYTES_MAX && count > 0) return { count, isFull: true };
  }
  return { count: waiting.length, isFull: waiting.length === batchSize };
}

/** The event of a batch, JSON. */
export const eventOf = (items: Item[]): string => OPENING + items.map(({ record }) => record.text).join(',') + CLOSING;
