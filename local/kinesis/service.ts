import type { Clock } from '../clock.ts';
import type { MetricSink } from '../cloudwatch/types.ts';
import { createJsonProtocol } from '../wire/json-protocol.ts';
import type { WireHandler } from '../wire/message.ts';
import type { KinesisContext } from './context.ts';
import { ON_DEMAND_SHARDS, RECORD_BYTES_DEFAULT } from './limits.ts';
import { createStreamMetrics } from './metrics.ts';
import { createNotifier } from './notifier.ts';
import { decreaseStreamRetentionPeriod, increaseStreamRetentionPeriod } from './operations/change-retention.ts';
import { createStream } from './operations/create-stream.ts';
import { deleteStream } from './operations/delete-stream.ts';
import { describeStream } from './operations/describe-stream.ts';
import { describeStreamSummary } from './operations/describe-stream-summary.ts';
import { getRecords } from './operations/get-records.ts';
import { getShardIterator } from './operations/get-shard-iterator.ts';
import { listShards } from './operations/list-shards.ts';
import { listStreams } from './operations/list-streams.ts';
import { mergeShards } from './operations/merge-shards.ts';
import { putRecord } from './operations/put-record.ts';
import { putRecords } from './operations/put-records.ts';
import { splitShard } from './operations/split-shard.ts';
import { createReadLimits } from './read-limits.ts';
import { openRegistry } from './registry.ts';
import type { StreamMode } from './stream-state.ts';
import { createStreams } from './streams.ts';
import type { Streams } from './types.ts';

const OPERATIONS = {
  CreateStream: createStream,
  DecreaseStreamRetentionPeriod: decreaseStreamRetentionPeriod,
  DeleteStream: deleteStream,
  DescribeStream: describeStream,
  DescribeStreamSummary: describeStreamSummary,
  GetRecords: getRecords,
  GetShardIterator: getShardIterator,
  IncreaseStreamRetentionPeriod: increaseStreamRetentionPeriod,
  ListShards: listShards,
  ListStreams: listStreams,
  MergeShards: mergeShards,
  PutRecord: putRecord,
  PutRecords: putRecords,
  SplitShard: splitShard,
};

export interface KinesisOptions {
  /** Where the streams lie; created when absent. One process at a time. */
  directory: string;
  clock: Clock;
  region: string;
  accountId: string;
  metrics?: MetricSink;
  /** False lets a shard be read by GetRecords as fast as a client likes; other local services read so anyway. */
  limitsReads?: boolean;
}

export interface Kinesis {
  streams: Streams;
  /**
   * Creates a stream, or takes over the one of that name with its records; mode and retention then become the given ones,
   * its shards stay. `shardCount` is for PROVISIONED (default 1); on demand starts with 4.
   */
  createStream(options: { name: string; mode: StreamMode; shardCount?: number; retentionHours: number }): void;
  /** `Kinesis_20131202` over AWS JSON 1.1. */
  handle: WireHandler;
  close(): void;
}

/** Kinesis Data Streams on durable files. Streams that lie in `directory` are there again at once. */
export function createKinesis({ directory, clock, region, accountId, metrics }: KinesisOptions): Kinesis {
  const registry = openRegistry({ directory, clock, accountId });
  const notifier = createNotifier();
  const streamMetrics = createStreamMetrics(clock, metrics);
  const streams = createStreams({ registry, clock, accountId, metrics: streamMetrics, notifier });
  const context: KinesisContext = {
    registry,
    streams,
    clock,
    readLimits: createReadLimits(),
    region,
    accountId,
    notify: notifier.notify,
  };
  return {
    streams,
    createStream({ name, mode, shardCount = mode === 'ON_DEMAND' ? ON_DEMAND_SHARDS : 1, retentionHours }) {
      if (!registry.has(name)) {
        registry.create({ name, mode, shardCount, retentionHours, recordBytesMax: RECORD_BYTES_DEFAULT });
        return;
      }
      const stream = registry.get(name);
      const state = stream.state();
      if (state.mode !== mode || state.retentionHours !== retentionHours)
        stream.update({ ...state, mode, retentionHours });
    },
    handle: createJsonProtocol('Kinesis', 'application/x-amz-json-1.1', OPERATIONS, context),
    close() {
      notifier.close();
      registry.close();
    },
  };
}
