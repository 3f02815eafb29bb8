import { MB, MONTH_SECONDS } from './units.ts';

/**
 * Objects that a delivery stream writes in a month. Each active partition has a buffer of its own, delivered when the interval is
 * over or when it is full, whichever is first; never are there more objects than rows. Firehose may write more: a stream of
 * much throughput is worked on in parallel. https://docs.aws.amazon.com/firehose/latest/dev/buffering.html
 */
export function objectsOf({ rows, rowBytes, partitions, bufferSeconds, bufferMb }: Buffering): number {
  const intervals = Math.floor(MONTH_SECONDS / bufferSeconds);
  const bytesPerInterval = (rows * rowBytes) / partitions / intervals;
  const perInterval = Math.max(1, Math.ceil(bytesPerInterval / (bufferMb * MB)));
  return Math.min(Math.floor(rows), partitions * intervals * perInterval);
}

export interface Buffering {
  /** In a month. */
  rows: number;
  /** Before compression: that is what buffers count. */
  rowBytes: number;
  /** Open at a time; 1 for a layout by hour. */
  partitions: number;
  bufferSeconds: number;
  bufferMb: number;
}
