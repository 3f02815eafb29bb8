import { convertBuffer, type StreamConversion } from './conversion/convert-buffer.ts';
import { encodeFrame } from './conversion/frames.ts';
import { createDeliveryBuffers, type DeliveryBuffer, type Destination } from './delivery-buffers.ts';
import { errorLine } from './error-object.ts';
import { ACTIVE_PARTITION_EXCEEDED, METADATA_EXTRACTION_FAILED } from './failures.ts';
import { EVALUATED_PREFIX_LENGTH_MAX } from './limits.ts';
import type { Load } from './load.ts';
import { createObjectBody, type Deflate } from './object-body.ts';
import { createObjects, type ObjectsOptions } from './objects.ts';
import { createPartitions } from './partitions.ts';
import { type Failure, type InputRecord, type Outcome, sequenceOf } from './record.ts';
import type { Batch } from './shard-lane.ts';

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

export interface DeliveryOptions extends ObjectsOptions {
  deflate: Deflate;
  /** Present with record format conversion. */
  conversion?: StreamConversion;
  activePartitionsMax: number;
  load: Load;
  onProgress: () => void;
}

const PLAIN: Destination = { id: '' };

export function createDelivery(options: DeliveryOptions): Delivery {
  const { configuration, conversion, clock, deflate, behaviour, load, tally, metric, onProgress } = options;
  const partitions = createPartitions(configuration.partitioning, options.activePartitionsMax);
  const objects = createObjects({ ...options, activePartitions: partitions.active });
  const writing = new Set<Promise<void>>();
  let closed = false;

  const write = (buffer: DeliveryBuffer): void => {
    const written = (isConverted(buffer.destination) ? putConverted(buffer) : putAsIs(buffer)).then(() => {
      writing.delete(written);
      settle(buffer);
    });
    writing.add(written);
  };
  const isConverted = ({ errorOutputType }: Destination): boolean =>
    conversion !== undefined && errorOutputType === undefined;
  const putAsIs = (buffer: DeliveryBuffer): Promise<void> => objects.put({ ...buffer, body: buffer.body.finish() });
  const putConverted = async (buffer: DeliveryBuffer): Promise<void> => {
    const isClosed = (): boolean => closed;
    const converted = await convertBuffer(buffer, { ...options, conversion: conversion!, isClosed });
    await Promise.all(converted.contents.map(objects.put));
    converted.release();
  };

  const settle = ({ destination, body, tickets }: DeliveryBuffer): void => {
    partitions.close(destination.id);
    body.release();
    for (const ticket of tickets) ticket.release();
    onProgress();
  };

  const buffers = createDeliveryBuffers({
    hints: configuration.buffer,
    clock,
    // Rows of a Parquet file need none.
    appendDelimiter: configuration.appendDelimiter && !conversion,
    openBody(destination) {
      partitions.open(destination.id);
      return createObjectBody(
        objects.isCompressed(destination) || isConverted(destination) ? deflate : undefined,
        load,
      );
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
    const row = conversion ? frameOf(outcome.data, record) : outcome.data;
    buffers.add(destination, row, { ...sizes(record), rowBytes: outcome.data.length }, batch.ticket);
    return undefined;
  };

  const frameOf = (data: Buffer, record: InputRecord): Buffer =>
    encodeFrame({
      data,
      ...(behaviour.conversionRawData === 'original' && { original: record.data }),
      ...sizes(record),
      ...sequenceOf(record),
    });

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
    const prefix = objects.prefixOf(destination, { time: objects.timeOf(clock.now()), random: () => 0 });
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
    close() {
      closed = true;
      buffers.close();
    },
  };
}

const sizes = (record: InputRecord) => ({ sourceBytes: record.data.length, arrivalMs: record.arrivalMs });
