import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Garbage above this is collected between invocations, so that idle workers stay small. Bytes. */
const TIDY_BYTES = 96 * 1024 * 1024;

export interface Scales {
  /** Heap and buffers, garbage included. */
  usedBytes(): number;
  /** Whether more than the function's memory is in use even after a collection. */
  isOverweight(): boolean;
  /** Collects garbage if there may be much. */
  tidy(): void;
}

export function createScales(memoryBytes: number): Scales {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const usedBytes = () => {
    const { used_heap_size: heap, external_memory: buffers } = getHeapStatistics();
    return heap + buffers;
  };
  let keptBytes = 0;
  return {
    usedBytes,
    isOverweight() {
      if (usedBytes() <= memoryBytes) return false;
      collect();
      return usedBytes() > memoryBytes;
    },
    tidy() {
      if (usedBytes() < keptBytes + TIDY_BYTES) return;
      collect();
      keptBytes = usedBytes();
    },
  };
}
