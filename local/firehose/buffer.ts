/** Buffer hints: whichever is met first. */
export interface BufferHints {
  sizeBytes: number;
  intervalMs: number;
}

/** When a buffer is to be flushed. It holds no data and owns no timer. */
export interface BufferPolicy {
  /** Counts bytes in; `flush` once the size is reached. */
  add(bytes: number, nowMs: number): 'flush' | 'wait';
  /** When to flush at the latest: the interval after the first bytes came in; infinite before that. */
  dueMs(): number;
  bytes(): number;
}

export function createBufferPolicy({ sizeBytes, intervalMs }: BufferHints): BufferPolicy {
  let bytes = 0;
  let dueMs = Number.POSITIVE_INFINITY;
  return {
    add(added, nowMs) {
      if (dueMs === Number.POSITIVE_INFINITY) dueMs = nowMs + intervalMs;
      bytes += added;
      return bytes >= sizeBytes ? 'flush' : 'wait';
    },
    dueMs: () => dueMs,
    bytes: () => bytes,
  };
}
