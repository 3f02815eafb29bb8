import type { Clock } from '../clock.ts';
import type { KinesisRecord } from '../kinesis/types.ts';
import { type Checkpoints, createCheckpointSaver } from './checkpoint-saver.ts';
import type { StreamConversion } from './conversion/convert-buffer.ts';
import { createDelivery } from './delivery.ts';
import { createExpander } from './expand.ts';
import { createFreshness } from './freshness.ts';
import type { ExtractKeys } from './jq.ts';
import { addKeysFromQuery } from './key-extraction.ts';
import { createLoad } from './load.ts';
import type { Deflate } from './object-body.ts';
import type { PutObject } from './object-writer.ts';
import { DEFAULT_BEHAVIOUR, type UnknownBehaviour } from './options.ts';
import { BUFFERED_BYTES_MAX, READ_BYTES_MAX, TRANSFORMING_BYTES_MAX, WRITING_BYTES_MAX } from './pacing.ts';
import type { InputRecord, Outcome } from './record.ts';
import { createShardLanes } from './shard-lanes.ts';
import type { RecordSource } from './source.ts';
import type { StreamConfiguration } from './stream-configuration.ts';
import { createTally, type Tally } from './tally.ts';
import { createTransform, type Invoke, type Metric } from './transform.ts';
import type { EventSource } from './transform-event.ts';

/**
 * Everything that a delivery stream needs from outside. A run is repeated byte for byte by the same clock, random
 * numbers and answers.
 */
export interface DeliveryStreamDependencies {
  /** Names the stream in events. */
  eventSource: EventSource;
  /** 1, and one more after each change of the configuration. */
  version: number;
  clock: Clock;
  random: () => number;
  source: RecordSource;
  invoke: Invoke;
  putObject: PutObject;
  deflate: Deflate;
  /** Needed with a MetadataExtraction processor. */
  extractKeys?: ExtractKeys;
  /** Needed with record format conversion. */
  conversion?: StreamConversion;
  /** Undefined when the delivery stream is new. */
  loadCheckpoints(): Checkpoints | undefined;
  /** Durable and atomic. */
  saveCheckpoints(checkpoints: Checkpoints): Promise<void>;
  activePartitionsMax: number;
  behaviour?: UnknownBehaviour;
  metric: Metric;
  log: (message: string) => void;
  onProgress?: () => void;
}

export interface DeliveryStreamStatus extends Tally {
  /** Of `records`, those that are neither delivered, failed, dropped nor lost yet. */
  pending: number;
  /** Of `pending`, those in open buffers. */
  buffered: number;
  activePartitions: number;
  /** As of the last read of each shard, the worst. */
  millisBehindLatest: number;
  memoryBytes: { transforming: number; buffered: number; writing: number };
}

export interface DeliveryStream {
  /** A new Kinesis-sourced stream reads from this call on. Resolves once that position is saved. */
  start(): Promise<void>;
  /**
   * Delivers everything read so far and saves the checkpoints, or gives up when `giveUp` resolves: then the next start
   * repeats what was not saved.
   */
  stop(giveUp: Promise<unknown>): Promise<void>;
  /** Stops at once; what is in hand is repeated at the next start. */
  close(): void;
  status(): DeliveryStreamStatus;
}

/** The Firehose engine. It is pure: time, randomness, records, the transform, S3 and checkpoints are handed in. */
export function createDeliveryStream(
  configuration: StreamConfiguration,
  dependencies: DeliveryStreamDependencies,
): DeliveryStream {
  const { clock, source, metric, log, behaviour = DEFAULT_BEHAVIOUR, onProgress = () => {} } = dependencies;
  const tally = createTally();
  const behind = new Map<string, number>();
  const load = createLoad(
    { transforming: TRANSFORMING_BYTES_MAX, buffered: BUFFERED_BYTES_MAX, writing: WRITING_BYTES_MAX },
    () => lanes?.wake(),
  );
  const delivery = createDelivery({ ...dependencies, configuration, behaviour, load, tally, onProgress });
  const transform = createRecordTransform(configuration, dependencies, behaviour);
  const expand = createExpander(configuration);
  const saver = createCheckpointSaver({
    clock,
    current: () => lanes!.checkpoints(),
    save: dependencies.saveCheckpoints,
    log,
  });
  const freshness = createFreshness({ clock, metric, oldestArrivalMs: () => lanes?.oldestArrivalMs() });
  let lanes: ReturnType<typeof createShardLanes> | undefined;
  let unsubscribe = () => {};

  const onRead = (shardId: string, read: { records: KinesisRecord[]; millisBehindLatest: number }): void => {
    behind.set(shardId, read.millisBehindLatest);
    const bytes = read.records.reduce((sum, { data }) => sum + data.length, 0);
    tally.recordsRead += read.records.length;
    tally.bytesRead += bytes;
    if (read.records.length > 0) freshness.watch();
    if (configuration.source.type === 'DirectPut') return;
    metric('DataReadFromKinesisStream.Records', read.records.length, 'Count');
    metric('DataReadFromKinesisStream.Bytes', bytes, 'Bytes');
    metric('KinesisMillisBehindLatest', read.millisBehindLatest, 'Milliseconds');
    metric('ThrottledGetRecords', 0, 'Count');
  };

  const begin = (stored: Checkpoints): void => {
    lanes = createShardLanes({
      source,
      stored,
      onAdvance: saver.touch,
      laneOptionsOf: (shardId) => ({
        source,
        clock,
        load,
        // Without a transform there is nothing to gather for.
        hints: configuration.transform?.buffer ?? { sizeBytes: READ_BYTES_MAX, intervalMs: 0 },
        expand(record) {
          const parts = expand(record);
          tally.records += parts.length;
          return parts;
        },
        transform: (records) => transform(shardId, records),
        lambdaArn: configuration.transform?.lambdaArn,
        apply: delivery.apply,
        onRead: (read) => onRead(shardId, read),
        log,
      }),
    });
    lanes.start();
    unsubscribe = source.onChange(lanes.wake);
  };

  const close = (): void => {
    unsubscribe();
    lanes?.close();
    delivery.close();
    saver.close();
    freshness.close();
  };

  return {
    async start() {
      const stored = dependencies.loadCheckpoints();
      const first = stored ?? startingPositions(source, configuration);
      if (!stored) await dependencies.saveCheckpoints(first);
      begin(first);
    },
    async stop(giveUp) {
      unsubscribe();
      const finish = async () => {
        await lanes?.drain();
        await delivery.flush();
        await saver.settled();
      };
      await Promise.race([finish(), giveUp]);
      close();
    },
    close,
    status: () => ({
      ...tally,
      pending: tally.records - tally.delivered - tally.failed - tally.dropped - tally.lost,
      buffered: delivery.bufferedRecords(),
      activePartitions: delivery.activePartitions(),
      millisBehindLatest: Math.max(0, ...behind.values()),
      memoryBytes: {
        transforming: load.bytes('transforming'),
        buffered: load.bytes('buffered'),
        writing: load.bytes('writing'),
      },
    }),
  };
}

/**
 * What is put to a delivery stream directly is its own from the first record on; a Kinesis stream is read from now on.
 */
function startingPositions(source: RecordSource, configuration: StreamConfiguration): Checkpoints {
  const isDirect = configuration.source.type === 'DirectPut';
  return Object.fromEntries(
    source.shards().map(({ shardId }) => [shardId, isDirect ? 'TRIM_HORIZON' : source.latest(shardId)]),
  );
}

/** Lambda, then the partition keys from the query. */
function createRecordTransform(
  configuration: StreamConfiguration,
  dependencies: DeliveryStreamDependencies,
  behaviour: UnknownBehaviour,
): (shardId: string, records: InputRecord[]) => Promise<Outcome[]> {
  const { partitioning, transform } = configuration;
  const { extractKeys: extract, clock, metric } = dependencies;
  const process = transform
    ? createTransform({
        ...dependencies,
        retries: transform.retries,
        verdicts: { lambdaArn: transform.lambdaArn, lambdaKeys: partitioning?.lambdaKeys, behaviour },
      })
    : async (_shardId: string, records: InputRecord[]) => records.map(({ data }): Outcome => ({ kind: 'ok', data }));
  if (!extract || !partitioning) return process;
  const options = { extract, queryKeys: partitioning.queryKeys, behaviour, now: clock.now, metric };
  return async (shardId, records) => addKeysFromQuery(await process(shardId, records), options);
}
