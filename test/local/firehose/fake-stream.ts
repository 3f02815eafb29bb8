import type { RecordSource } from '../../../local/firehose/source.ts';
import type { KinesisRecord, ReadPosition, ReadResult, ShardInfo } from '../../../local/kinesis/types.ts';

interface FakeShard extends ShardInfo {
  records: KinesisRecord[];
}

/** A Kinesis stream in memory: puts, splits, and reads as the shard log answers them. */
export interface FakeStream extends RecordSource {
  put(shardId: string, data: Buffer, partitionKey?: string): string;
  openShards(): string[];
  /** Closes a shard and opens two children. */
  split(shardId: string): void;
}

export function createFakeStream(now: () => number, shardCount = 1): FakeStream {
  const shards: FakeShard[] = [];
  const listeners = new Set<() => void>();
  let sequence = 0;
  const open = (parentShardIds: string[]): void => {
    shards.push({
      shardId: `shardId-${String(shards.length).padStart(12, '0')}`,
      parentShardIds,
      closed: false,
      records: [],
    });
  };
  for (let at = 0; at < shardCount; at += 1) open([]);
  const shardOf = (shardId: string): FakeShard => shards.find((shard) => shard.shardId === shardId)!;
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const indexOf = ({ records }: FakeShard, position: ReadPosition): number => {
    if (position === 'TRIM_HORIZON') return 0;
    const at = records.findIndex((record) =>
      'after' in position
        ? record.sequenceNumber > position.after
        : record.approximateArrivalTimestamp >= position.atTimestamp,
    );
    return at === -1 ? records.length : at;
  };

  return {
    put(shardId, data, partitionKey = 'key') {
      const sequenceNumber = String(++sequence).padStart(56, '0');
      shardOf(shardId).records.push({ sequenceNumber, partitionKey, data, approximateArrivalTimestamp: now() });
      changed();
      return sequenceNumber;
    },
    openShards: () => shards.filter(({ closed }) => !closed).map(({ shardId }) => shardId),
    split(shardId) {
      shardOf(shardId).closed = true;
      open([shardId]);
      open([shardId]);
      changed();
    },
    shards: () => shards.map(({ shardId, parentShardIds, closed }) => ({ shardId, parentShardIds, closed })),
    latest(shardId) {
      const last = shardOf(shardId).records.at(-1);
      return last ? { after: last.sequenceNumber } : 'TRIM_HORIZON';
    },
    read(shardId, position, limit): ReadResult {
      const shard = shardOf(shardId);
      const from = indexOf(shard, position);
      let to = from;
      for (let bytes = 0; to < shard.records.length && to - from < limit.records; to += 1) {
        bytes += shard.records[to]!.data.length;
        if (bytes > limit.bytes && to > from) break;
      }
      const next = shard.records[to];
      return {
        records: shard.records.slice(from, to),
        ended: shard.closed && to === shard.records.length,
        millisBehindLatest: next ? Math.max(1, now() - next.approximateArrivalTimestamp) : 0,
      };
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
