import type { Clock } from '../clock.ts';
import type { MetricSink } from '../cloudwatch/types.ts';
import type { Tables } from '../glue/tables.ts';
import type { Streams } from '../kinesis/types.ts';
import type { Functions } from '../lambda/types.ts';
import type { Buckets } from '../s3/types.ts';
import { createCheckpointFile } from './checkpoints.ts';
import type { StreamConversion } from './conversion/convert-buffer.ts';
import type { Converters } from './conversion/converters.ts';
import { columnsOf } from './conversion/schema.ts';
import { createDeliveryStream, type DeliveryStream } from './delivery-stream.ts';
import { withinLimit } from './invocation-limit.ts';
import { createKeyExtraction } from './jq.ts';
import { deflateOffThread } from './object-body.ts';
import type { UnknownBehaviour } from './options.ts';
import { openPutLog, type PutLog } from './put-log.ts';
import type { RecordSource } from './source.ts';
import type { StreamConfiguration } from './stream-configuration.ts';
import type { StreamFolders, StreamRecord } from './stream-record.ts';
import type { Metric } from './transform.ts';

/** The other services of this process, and what all delivery streams share. */
export interface Surroundings {
  folders: StreamFolders;
  clock: Clock;
  random: () => number;
  region: string;
  accountId: string;
  streams: Streams;
  functions: Functions;
  buckets: Buckets;
  tables: Tables;
  converters: Converters;
  metrics: MetricSink;
  log: (message: string) => void;
  activePartitionsMax: number;
  /** Real milliseconds, as functions take them. */
  invocationMsMax: number;
  behaviour: UnknownBehaviour;
  onProgress: (streamName: string) => void;
}

/** A delivery stream with its files and its neighbours. */
export interface HostedStream {
  arn: string;
  configuration: StreamConfiguration;
  record: StreamRecord;
  engine: DeliveryStream;
  /** Only of a Direct PUT stream. */
  putLog?: PutLog;
  metric: Metric;
  /** Stops at once and lets go of its files. */
  close(): void;
}

export function openHostedStream(
  configuration: StreamConfiguration,
  record: StreamRecord,
  surroundings: Surroundings,
): HostedStream {
  const { folders, clock, random, region, functions, buckets, behaviour, activePartitionsMax } = surroundings;
  const { name, source, transform, metadataQuery } = configuration;
  // Before anything is opened: its table may be gone.
  const conversion = configuration.conversion && conversionOf(configuration.conversion, surroundings);
  const arn = arnOf(name, surroundings);
  const metric = createMetric(name, surroundings);
  const log = (message: string): void => surroundings.log(`Delivery stream ${name}: ${message}`);
  const checkpoints = createCheckpointFile(folders.path(name, 'checkpoints'));
  const putLog = source.type === 'DirectPut' ? openPutLog(folders.path(name, 'records'), clock) : undefined;
  const engine = createDeliveryStream(configuration, {
    eventSource: {
      deliveryStreamArn: arn,
      region,
      ...(source.type !== 'DirectPut' && { sourceKinesisStreamArn: source.streamArn }),
    },
    version: record.version,
    clock,
    random,
    source: putLog ?? kinesisSource(surroundings.streams, source),
    invoke: (payload) => withinLimit(functions.invoke(transform!.lambdaArn, payload), surroundings.invocationMsMax),
    putObject: async (key, body, options) => void (await buckets.putObject(configuration.bucket, key, body, options)),
    deflate: deflateOffThread,
    ...(metadataQuery && { extractKeys: createKeyExtraction(metadataQuery) }),
    ...(conversion && { conversion }),
    loadCheckpoints: checkpoints.load,
    async saveCheckpoints(saved) {
      await checkpoints.save(saved);
      putLog?.forget(saved);
    },
    activePartitionsMax,
    behaviour,
    metric,
    log,
    onProgress: () => surroundings.onProgress(name),
  });
  const close = (): void => {
    engine.close();
    putLog?.close();
  };
  return { arn, configuration, record, engine, ...(putLog && { putLog }), metric, close };
}

export const arnOf = (name: string, { region, accountId }: Pick<Surroundings, 'region' | 'accountId'>): string =>
  `arn:aws:firehose:${region}:${accountId}:deliverystream/${name}`;

function conversionOf(
  conversion: NonNullable<StreamConfiguration['conversion']>,
  surroundings: Surroundings,
): StreamConversion {
  const { table } = conversion;
  const { region = surroundings.region, catalogId = surroundings.accountId } = table;
  return {
    convert: surroundings.converters.of(conversion, columnsOf(table, surroundings.tables)),
    table: {
      catalogId,
      databaseName: table.database,
      tableName: table.name,
      region,
      versionId: table.versionId,
      catalogArn: `arn:aws:glue:${region}:${catalogId}:catalog`,
    },
  };
}

function kinesisSource(streams: Streams, source: StreamConfiguration['source']): RecordSource {
  const name = source.type === 'KinesisStreamAsSource' ? source.streamName : '';
  return {
    shards: () => streams.shards(name),
    latest: (shardId) => streams.latest(name, shardId),
    read: (shardId, position, limit) => streams.read(name, shardId, position, limit),
    onChange: (listener) => streams.onChange(name, listener),
  };
}

/** https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html */
function createMetric(streamName: string, { metrics, clock }: Surroundings): Metric {
  const dimensions = { DeliveryStreamName: streamName };
  return (metricName, value, unit) =>
    metrics.put({ namespace: 'AWS/Firehose', metricName, dimensions, value, unit, timestamp: clock.now() });
}
