import type { ReadPosition, ReadResult, ShardInfo } from '../kinesis/types.ts';

/** Where a delivery stream reads: a Kinesis stream, or the log of what was put to it directly. */
export interface RecordSource {
  shards(): ShardInfo[];
  latest(shardId: string): ReadPosition;
  read(shardId: string, position: ReadPosition, limit: { records: number; bytes: number }): ReadResult;
  /** Calls back, on a later turn, when there are new records or shards. The answer unsubscribes. */
  onChange(listener: () => void): () => void;
}
