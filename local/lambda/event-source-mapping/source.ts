import type { ReadPosition, ShardInfo } from '../../kinesis/types.ts';

/** A record of a stream as an event source mapping handles it. */
export interface SourceRecord {
  /** Text order is number order within a shard. */
  sequenceNumber: string;
  /** Records with the same key are handed to the function in the order of the shard. */
  orderKey: string;
  /** Milliseconds since the epoch: when the stream received the record. */
  arrivalMs: number;
  /** The record as it stands in the function's event, JSON. */
  text: string;
}

export interface SourceRead {
  records: SourceRecord[];
  /** True when the shard is closed and every record of it has been handed out. */
  ended: boolean;
  /** True when there is more to read at once. */
  isBehind: boolean;
}

/** The stream that an event source mapping reads. Its functions throw when it cannot be read, such as when it is deleted. */
export interface EventSource {
  /** Which member of an invocation record describes a batch of it. */
  kind: 'kinesis' | 'dynamodb';
  arn: string;
  /** How often Lambda polls a shard of such a stream, milliseconds. */
  readIntervalMs: number;
  shards(): ShardInfo[];
  /** The position after the newest record of a shard. */
  latest(shardId: string): ReadPosition;
  read(shardId: string, position: ReadPosition, limit: { records: number; bytes: number }): Promise<SourceRead>;
  /** The sequence number of the oldest record that is still kept; undefined when none is. */
  oldest(shardId: string): Promise<string | undefined>;
  /** Calls back, on a later turn, when there are new records or shards. The answer unsubscribes. */
  onChange(listener: () => void): () => void;
}
