import type { BatchLimits } from './limits.ts';

/** Cuts entries into calls that the service takes, in order. No entry may be larger than a call. */
export function cutCalls<T>(entries: readonly T[], bytesOf: (entry: T) => number, limits: BatchLimits): T[][] {
  const calls: T[][] = [];
  let call: T[] = [];
  let callBytes = 0;
  for (const entry of entries) {
    const bytes = bytesOf(entry);
    const isFull = call.length === limits.entriesMax || callBytes + bytes > limits.callBytesMax;
    if (isFull && call.length > 0) {
      calls.push(call);
      call = [];
      callBytes = 0;
    }
    call.push(entry);
    callBytes += bytes;
  }
  if (call.length > 0) calls.push(call);
  return calls;
}
