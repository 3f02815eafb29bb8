import { SHARD_READ_BYTES_PER_SECOND, SHARD_READS_PER_SECOND } from './limits.ts';
import type { Stream } from './stream.ts';

/**
 * What one shard gives out by GetRecords: 5 answers and 2 MiB a second of the stack's clock. A larger answer passes, and
 * the shard then refuses until that is made up for.
 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetRecords.html
 */
export interface ReadLimits {
  /** False: over the limit, and not counted. */
  admit(stream: Stream, shardIndex: number, nowMs: number): boolean;
  /** Counts what an answer gave. */
  gave(stream: Stream, shardIndex: number, bytes: number): void;
}

interface Reading {
  second: number;
  answers: number;
  /** Below zero after an answer that was larger than what was left. */
  bytesLeft: number;
  atMs: number;
}

export function createReadLimits(): ReadLimits {
  const readings = new WeakMap<Stream, Map<number, Reading>>();

  function readingOf(stream: Stream, shardIndex: number, nowMs: number): Reading {
    const ofStream = readings.get(stream) ?? new Map<number, Reading>();
    readings.set(stream, ofStream);
    const fresh = { second: 0, answers: 0, bytesLeft: SHARD_READ_BYTES_PER_SECOND, atMs: nowMs };
    const reading = ofStream.get(shardIndex) ?? fresh;
    ofStream.set(shardIndex, reading);
    return reading;
  }

  return {
    admit(stream, shardIndex, nowMs) {
      const reading = readingOf(stream, shardIndex, nowMs);
      const refilled = reading.bytesLeft + ((nowMs - reading.atMs) / 1000) * SHARD_READ_BYTES_PER_SECOND;
      reading.bytesLeft = Math.min(SHARD_READ_BYTES_PER_SECOND, refilled);
      reading.atMs = nowMs;
      const second = Math.floor(nowMs / 1000);
      if (second !== reading.second) {
        reading.second = second;
        reading.answers = 0;
      }
      if (reading.answers >= SHARD_READS_PER_SECOND || reading.bytesLeft <= 0) return false;
      reading.answers += 1;
      return true;
    },
    gave(stream, shardIndex, bytes) {
      const reading = readings.get(stream)?.get(shardIndex);
      if (reading) reading.bytesLeft -= bytes;
    },
  };
}
