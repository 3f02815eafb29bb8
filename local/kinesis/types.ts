/** A record as the shard log keeps it. Sequence numbers are fixed-width decimal text: text order is number order. */
export interface KinesisRecord {
  sequenceNumber: string;
  partitionKey: string;
  data: Buffer;
  /** Milliseconds since the epoch, by the stack's clock. */
  approximateArrivalTimestamp: number;
}

export interface PutEntry {
  data: Buffer;
  partitionKey: string;
  explicitHashKey?: string;
}

export type PutResult =
  | { sequenceNumber: string; shardId: string }
  | { errorCode: 'ProvisionedThroughputExceededException' | 'InternalFailure'; errorMessage: string };

export interface ShardInfo {
  shardId: string;
  parentShardIds: string[];
  closed: boolean;
}

/** Where to read on: after a sequence number, from the oldest kept record, or from the first record at or after an instant (ms). */
export type ReadPosition = { after: string } | 'TRIM_HORIZON' | { atTimestamp: number };

export interface ReadResult {
  records: KinesisRecord[];
  /** True when the shard is closed and every record of it has been handed out. */
  ended: boolean;
  millisBehindLatest: number;
}

/** What other local services may do with streams in this process; the wire protocol is built on the same. */
export interface Streams {
  /** Appends durably (survives `kill -9`) before it answers. */
  put(streamName: string, entries: PutEntry[]): PutResult[];
  shards(streamName: string): ShardInfo[];
  /** The position after the newest record of a shard: what a consumer that starts now has not missed. */
  latest(streamName: string, shardId: string): ReadPosition;
  read(
    streamName: string,
    shardId: string,
    position: ReadPosition,
    limit: { records: number; bytes: number },
  ): ReadResult;
  /** Calls back (on a later turn) when a stream has new records or shards. The answer unsubscribes. */
  onChange(streamName: string, listener: () => void): () => void;
}
