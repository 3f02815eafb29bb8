import { objectsOf } from './objects.ts';
import { MB, MONTH_SECONDS } from './units.ts';
import { ASSUMED, type Workload } from './workload.ts';

/** What a workload comes to in a month. */
export interface Volume {
  messages: number;
  /** Of a change record on the stream, and of a row before compression. */
  recordBytes: number;
  rowBytes: number;
  /** Delivery streams that read the stream. */
  readers: number;
  /** Calls of one transform. */
  transformCalls: number;
  /** Those of `changes-archive` are the fan-out's. */
  objects: { byLivestream: number; byTime: number; archive: number };
  accessLog: { lines: number; rowBytes: number; calls: number; objects: number };
}

/** Firehose's buffer for a transform, as the template sets it. */
const TRANSFORM_BUFFER_BYTES = MB;
/** Rows of an access log carry the place of the client, too. */
const ACCESS_LOG_ROW_FACTOR = 3;

export function volumeOf(workload: Workload): Volume {
  const { messagesPerSecond, messageBytes, livestreams, bufferSeconds, bufferMb } = workload;
  const messages = messagesPerSecond * MONTH_SECONDS;
  const recordBytes = messageBytes + ASSUMED.changeRecordExtraBytes;
  const rowBytes = messageBytes + ASSUMED.rowExtraBytes;
  const layout = { rows: messages, rowBytes, bufferSeconds, bufferMb };
  const lines = workload.accessLogLinesPerSecond * MONTH_SECONDS;
  const lineRowBytes = ACCESS_LOG_ROW_FACTOR * ASSUMED.accessLogBytes;
  return {
    messages,
    recordBytes,
    rowBytes,
    readers: 2,
    transformCalls: callsOf(messages, recordBytes, workload.shards, workload.transformBufferSeconds),
    objects: {
      byLivestream: objectsOf({ ...layout, partitions: livestreams }),
      byTime: objectsOf({ ...layout, partitions: 1 }),
      archive: workload.fanOut ? objectsOf({ ...layout, rowBytes: recordBytes, partitions: 1 }) : 0,
    },
    accessLog: {
      lines,
      rowBytes: lineRowBytes,
      calls: callsOf(lines, ASSUMED.accessLogBytes, 1, workload.transformBufferSeconds),
      objects: objectsOf({
        rows: lines,
        rowBytes: lineRowBytes,
        partitions: ASSUMED.accessLogPartitions,
        bufferSeconds,
        bufferMb,
      }),
    },
  };
}

/** One for each shard and interval, or more where the buffer is full before; never more than records. */
function callsOf(records: number, bytes: number, shards: number, bufferSeconds: number): number {
  const byTime = bufferSeconds === 0 ? records : (shards * MONTH_SECONDS) / bufferSeconds;
  const bySize = (records * bytes) / TRANSFORM_BUFFER_BYTES;
  return Math.min(records, Math.max(byTime, bySize));
}
