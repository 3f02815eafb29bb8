import type { Destination } from './delivery-buffers.ts';
import type { Outcome } from './record.ts';
import type { StreamConfiguration } from './stream-configuration.ts';

/**
 * The partitions of a delivery stream that are at work: from the first record of a buffer until its object is written.
 */
export interface Partitions {
  /** The object that a row belongs in by its partition keys. */
  destinationOf(row: Outcome & { kind: 'ok' }): Destination;
  open(id: string): void;
  close(id: string): void;
  isActive(id: string): boolean;
  isFull(): boolean;
  active(): number;
}

/** No S3 key of ours holds it, so that values cannot run into each other. */
const SEPARATOR = '\u0000';
const PARTITION = 'partition ';

export function createPartitions(keys: StreamConfiguration['partitioning'], activeMax: number): Partitions {
  const { lambdaKeys, queryKeys } = keys ?? { lambdaKeys: [], queryKeys: [] };
  /** How many objects of each partition are open or being written. */
  const objects = new Map<string, number>();
  return {
    destinationOf({ keysFromLambda, keysFromQuery }) {
      let id = PARTITION;
      for (const name of lambdaKeys) id += keysFromLambda![name] + SEPARATOR;
      for (const name of queryKeys) id += keysFromQuery![name] + SEPARATOR;
      return { id, keysFromLambda, keysFromQuery };
    },
    open(id) {
      if (id.startsWith(PARTITION)) objects.set(id, (objects.get(id) ?? 0) + 1);
    },
    close(id) {
      const left = (objects.get(id) ?? 0) - 1;
      if (left > 0) objects.set(id, left);
      else objects.delete(id);
    },
    isActive: (id) => objects.has(id),
    isFull: () => objects.size >= activeMax,
    active: () => objects.size,
  };
}
