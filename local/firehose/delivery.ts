import type { Clock } from '../clock.ts';
import { randomUuid } from '../random-uuid.ts';
import { createDeliveryBuffers, type DeliveryBuffer, type Destination } from './delivery-buffers.ts';
import { errorLine } from './error-object.ts';
import { ACTIVE_PARTITION_EXCEEDED, METADATA_EXTRACTION_FAILED } from './failures.ts';
import { tellFreshness } from './freshness.ts';
import { DIRECT_PUT_RETENTION_MS, EVALUATED_PREFIX_LENGTH_MAX } from './limits.ts';
import type { Load } from './load.ts';
import { createObjectBody, type Deflate } from './object-body.ts';
import { objectName } from './object-key.ts';
import { createObjectWriter, type PutObject } from './object-writer.ts';
import type { UnknownBehaviour } from './options.ts';
import { createPartitions } from './partitions.ts';
import { evaluatePrefix, type PrefixValues } from './prefix.ts';
import type { Failure, InputRecord, Outcome } from './record.ts';
import type { Batch } from './shard-lane.ts';
import type { StreamConfiguration } from './stream-configuration.ts';
import type { Tally } from './tally.ts';
import type { Metric } from './transform.ts';
import { createZonedClock } from './zoned-time.ts';

/** The second half of a delivery stream: from outcomes to objects. */
export interface Delivery {
  /** Puts each record of a batch where its outcome says. */
  apply(batch: Batch, outcomes: Outcome[]): void;
  /** Writes every open buffer; resolves once nothing is being written any more. */
  flush(): Promise<void>;
  activePartitions(): number;
  bufferedRecords(): number;
  close(): void;
}

export interface DeliveryOptions {
  configuration: StreamConfiguration;
  version: number;
  clock: Clock;
  random: () => number;
  deflate: Deflate;
  putObject: PutObject;
  activePartitionsMax: number;
  behaviour: UnknownBehaviour;
  load: Load;
  tally: Tally;
  metric: Metric;
  log: (message: string) => void;
  onProgress: () => void;
}

const PLAIN: Destination = { id: '' };

export function createDelivery(options: DeliveryOptions): Delivery {
  const { configuration, version, clock, random, deflate, behaviour, load, tally, metric, log, onProgress } = options;
  const zoned = createZonedClock(configuration.timeZone);
  const partitions = createPartitions(configuration.partitioning, options.activePartitionsMax);
  const writing = new Set<Promise<void>>();
  const isCompressed = ({ errorOutputType }: Destination): boolean =>
    configuration.compression === 'GZIP' && (errorOutputType === undefined || behaviour.compressErrorObjects);

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

  const prefixOf = (destination: Destination, values: Pick<PrefixValues, 'time' | 'random'>): string =>
    evaluatePrefix(destination.errorOutputType ? configuration.errorPrefix : configuration.prefix, {
      ...destination,
      ...values,
    });

  const keyOf = (destination: Destination, oldestArrivalMs: number): string => {
    const time = zoned(oldestArrivalMs);
    const compressed = isCompressed(destination) ? '.gz' : '';
    const extension = destination.errorOutputType ? compressed : configuration.fileExtension || compressed;
    const name = { stream: configuration.name, version, time, uuid: randomUuid(random), extension };
    return prefixOf(destination, { time, random }) + objectName(name);
  };

  const write = (buffer: DeliveryBuffer): void => {
    const { destination, body } = buffer;
    const written = writer
      .write({
        key: keyOf(destination, buffer.oldestArrivalMs),
        oldestArrivalMs: buffer.oldestArrivalMs,
        body: body.finish(),
        ...(isCompressed(destination) && { contentEncoding: 'gzip' as const }),
      })
      .then((isWritten) => {
        writing.delete(written);
        settle(buffer, isWritten);
      });
    writing.add(written);
  };

  const settle = (buffer: DeliveryBuffer, isWritten: boolean): void => {
    const { destination, records, tickets } = buffer;
    if (isWritten) measure(buffer);
    if (!isWritten) tally.lost += records;
    else if (destination.errorOutputType) tally.failed += records;
    else tally.delivered += records;
    partitions.close(destination.id);
    buffer.body.release();
    for (const ticket of tickets) ticket.release();
    onProgress();
  };

  const measure = ({ destination, records, sourceBytes, openedMs }: DeliveryBuffer): void => {
    tally.objects += 1;
    if (destination.errorOutputType) tally.errorObjects += 1;
    metric('DeliveryToS3.Records', records, 'Count');
    metric('DeliveryToS3.Bytes', sourceBytes, 'Bytes');
    metric('DeliveryToS3.ObjectCount', 1, 'Count');
    if (!configuration.partitioning || destination.errorOutputType) return;
    metric('PartitionCount', partitions.active(), 'Count');
    metric('PerPartitionThroughput', sourceBytes / Math.max(1, (clock.now() - openedMs) / 1000), 'Bytes/Second');
  };

  const buffers = createDeliveryBuffers({
    hints: configuration.buffer,
    clock,
    appendDelimiter: configuration.appendDelimiter,
    openBody(destination) {
      partitions.open(destination.id);
      return createObjectBody(isCompressed(destination) ? deflate : undefined, load);
    },
    write,
    isOverfull: () => load.isOverfull('buffered'),
  });

  const fail = (failure: Failure, record: InputRecord, batch: Batch): void => {
    const line = errorLine(failure, record, clock.now(), behaviour.errorObjectShape);
    const { outputType } = failure;
    buffers.add({ id: `error ${outputType}`, errorOutputType: outputType }, line, sizes(record), batch.ticket);
  };

  const deliver = (outcome: Outcome & { kind: 'ok' }, record: InputRecord, batch: Batch): Failure | undefined => {
    const destination = configuration.partitioning ? partitions.destinationOf(outcome) : PLAIN;
    const refusal = configuration.partitioning && refusePartition(destination);
    if (refusal) return refusal;
    buffers.add(destination, outcome.data, sizes(record), batch.ticket);
    return undefined;
  };

  const refusePartition = (destination: Destination): Failure | undefined => {
    if (partitions.isActive(destination.id)) return undefined;
    if (partitions.isFull()) {
      return {
        outputType: ACTIVE_PARTITION_EXCEEDED,
        code: behaviour.activePartitionErrorCode,
        message: 'The limit of active partitions of the delivery stream is exceeded',
        attemptsMade: 1,
      };
    }
    const prefix = prefixOf(destination, { time: zoned(clock.now()), random: () => 0 });
    if (prefix.length <= EVALUATED_PREFIX_LENGTH_MAX) return undefined;
    const code = behaviour.prefixTooLongErrorCode;
    const message = `Length of evaluated prefix cannot be greater than ${EVALUATED_PREFIX_LENGTH_MAX}`;
    const outputType = code === METADATA_EXTRACTION_FAILED ? behaviour.keyExtractionErrorType : 'processing-failed';
    return { outputType, code, message, attemptsMade: 1 };
  };

  return {
    apply(batch, outcomes) {
      let exceeded = false;
      outcomes.forEach((outcome, at) => {
        const record = batch.records[at]!;
        if (outcome.kind === 'dropped') tally.dropped += 1;
        else if (outcome.kind === 'failed') fail(outcome.failure, record, batch);
        else {
          const failure = deliver(outcome, record, batch);
          if (failure) fail(failure, record, batch);
          if (failure?.outputType === ACTIVE_PARTITION_EXCEEDED) exceeded = true;
        }
      });
      if (configuration.partitioning) metric('PartitionCountExceeded', exceeded ? 1 : 0, 'Count');
      onProgress();
    },
    async flush() {
      buffers.flushAll();
      await Promise.all(writing);
    },
    activePartitions: partitions.active,
    bufferedRecords: buffers.openRecords,
    close: buffers.close,
  };
}

const sizes = (record: InputRecord) => ({ sourceBytes: record.data.length, arrivalMs: record.arrivalMs });
