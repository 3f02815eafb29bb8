import type { Clock } from '../clock.ts';
import { randomUuid } from '../random-uuid.ts';
import type { Destination } from './delivery-buffers.ts';
import { tellFreshness } from './freshness.ts';
import { DIRECT_PUT_RETENTION_MS } from './limits.ts';
import { objectName } from './object-key.ts';
import { createObjectWriter, type PutObject } from './object-writer.ts';
import type { UnknownBehaviour } from './options.ts';
import { evaluatePrefix, type PrefixValues } from './prefix.ts';
import type { StreamConfiguration } from './stream-configuration.ts';
import type { Tally } from './tally.ts';
import type { Metric } from './transform.ts';
import { createZonedClock, type ZonedTime } from './zoned-time.ts';

/** What becomes one object. */
export interface ObjectContent {
  destination: Destination;
  records: number;
  /** Size of the records as they came from the source. */
  sourceBytes: number;
  /** Of its records, milliseconds since the epoch; names the object's folder. */
  oldestArrivalMs: number;
  /** When its buffer was opened. */
  openedMs: number;
  body: Promise<Buffer>;
}

/** Names objects, writes them and counts them. */
export interface Objects {
  /** Resolves once S3 has the object, or once it is given up. */
  put(content: ObjectContent): Promise<void>;
  prefixOf(destination: Destination, values: Pick<PrefixValues, 'time' | 'random'>): string;
  timeOf(instantMs: number): ZonedTime;
  isCompressed(destination: Destination): boolean;
}

export interface ObjectsOptions {
  configuration: StreamConfiguration;
  version: number;
  clock: Clock;
  random: () => number;
  putObject: PutObject;
  behaviour: UnknownBehaviour;
  tally: Tally;
  metric: Metric;
  log: (message: string) => void;
}

export function createObjects(options: ObjectsOptions & { activePartitions: () => number }): Objects {
  const { configuration, version, clock, random, behaviour, tally, metric, log, activePartitions } = options;
  const { compression, conversion } = configuration;
  const timeOf = createZonedClock(configuration.timeZone);
  const isCompressed = ({ errorOutputType }: Destination): boolean =>
    compression === 'GZIP' && (errorOutputType === undefined || behaviour.compressErrorObjects);

  const writer = createObjectWriter({
    clock,
    putObject: options.putObject,
    // With a Kinesis source it is the stream's retention that keeps the records.
    giveUpAfterMs: configuration.source.type === 'DirectPut' ? DIRECT_PUT_RETENTION_MS : Number.POSITIVE_INFINITY,
    onAttempt({ key, oldestArrivalMs }, error) {
      metric('DeliveryToS3.Success', error === undefined ? 1 : 0, 'None');
      tellFreshness(metric, clock.now() - oldestArrivalMs);
      if (error !== undefined) log(`${key} was not written: ${error}`);
    },
  });

  const prefixOf: Objects['prefixOf'] = (destination, values) =>
    evaluatePrefix(destination.errorOutputType ? configuration.errorPrefix : configuration.prefix, {
      ...destination,
      ...values,
    });

  const extensionOf = (destination: Destination): string => {
    const compressed = isCompressed(destination) ? '.gz' : '';
    if (destination.errorOutputType) return compressed;
    return configuration.fileExtension || (conversion ? '.parquet' : compressed);
  };

  const keyOf = (destination: Destination, oldestArrivalMs: number): string => {
    const time = timeOf(oldestArrivalMs);
    const extension = extensionOf(destination);
    const name = { stream: configuration.name, version, time, uuid: randomUuid(random), extension };
    return prefixOf(destination, { time, random }) + objectName(name);
  };

  /** Parquet in Snappy is marked as if it were Hadoop's Snappy as a whole (captured). */
  const encodingOf = (destination: Destination): 'gzip' | 'hadoop-snappy' | undefined => {
    if (isCompressed(destination)) return 'gzip';
    return conversion?.compression === 'SNAPPY' && !destination.errorOutputType ? 'hadoop-snappy' : undefined;
  };

  const count = (content: ObjectContent, isWritten: boolean): void => {
    const { destination, records } = content;
    if (isWritten) measure(content);
    if (!isWritten) tally.lost += records;
    else if (destination.errorOutputType) tally.failed += records;
    else tally.delivered += records;
  };

  const measure = ({ destination, records, sourceBytes, openedMs }: ObjectContent): void => {
    tally.objects += 1;
    if (destination.errorOutputType) tally.errorObjects += 1;
    metric('DeliveryToS3.Records', records, 'Count');
    metric('DeliveryToS3.Bytes', sourceBytes, 'Bytes');
    metric('DeliveryToS3.ObjectCount', 1, 'Count');
    if (!configuration.partitioning || destination.errorOutputType) return;
    metric('PartitionCount', activePartitions(), 'Count');
    metric('PerPartitionThroughput', sourceBytes / Math.max(1, (clock.now() - openedMs) / 1000), 'Bytes/Second');
  };

  return {
    prefixOf,
    timeOf,
    isCompressed,
    async put(content) {
      const { destination, oldestArrivalMs, body } = content;
      const contentEncoding = encodingOf(destination);
      const object = { key: keyOf(destination, oldestArrivalMs), oldestArrivalMs, body };
      count(content, await writer.write({ ...object, ...(contentEncoding && { contentEncoding }) }));
    },
  };
}
