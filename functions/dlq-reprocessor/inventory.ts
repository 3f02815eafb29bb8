import { isFolderPlaceholder } from '../../shared/error-object-keys.ts';
import type { InventoryMetric } from '../../shared/error-object-metrics.ts';
import type { ObjectStore } from './object-store.ts';

/** Counts what waits under a prefix. Objects are not read. */
export async function takeInventory(
  prefix: string,
  store: Pick<ObjectStore, 'list'>,
  now: () => number,
): Promise<Record<InventoryMetric, number>> {
  let count = 0;
  let oldest = Number.POSITIVE_INFINITY;
  for await (const object of store.list(prefix)) {
    if (isFolderPlaceholder(object)) continue;
    count += 1;
    oldest = Math.min(oldest, object.lastModified);
  }
  const ageMs = count === 0 ? 0 : Math.max(0, now() - oldest);
  return { ErrorObjects: count, OldestErrorAgeSeconds: Math.floor(ageMs / 1_000) };
}
