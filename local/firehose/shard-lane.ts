import type { Clock } from '../clock.ts';
import type { KinesisRecord, ReadPosition, ReadResult } from '../kinesis/types.ts';
import { type BufferHints, type BufferPolicy, createBufferPolicy } from './buffer.ts';
import { INVOCATIONS_PER_SHARD_MAX, INVOKE_PAYLOAD_BYTES_MAX } from './limits.ts';
import type { Load } from './load.ts';
import { READ_BYTES_MAX, READ_INTERVAL_MS, READ_RECORDS_MAX, READ_RETRY_MS } from './pacing.ts';
import type { Checkpoint, Progress, Ticket } from './progress.ts';
import type { InputRecord, Outcome } from './record.ts';
import type { RecordSource } from './source.ts';
import { EVENT_OVERHEAD, eventBytesOf } from './transform-event.ts';
import { lambdaFailure } from './verdicts.ts';

/** Records that go through the transform together. */
export interface Batch {
  records: InputRecord[];
  bytes: number;
  ticket: Ticket;
}

/**
 * The way of one shard's records: read, de-aggregated, gathered, transformed up to five batches at once, and applied in
 * the order they were read.
 */
export interface ShardLane {
  /** There may be something to read, or room to read it. */
  wake(): void;
  /** Stops reading and sends off what is gathered; resolves once all of it is applied. */
  drain(): Promise<void>;
  /** Stops at once. */
  close(): void;
  /** When the oldest record arrived that is neither in S3 nor dropped; undefined where there is none. */
  oldestArrivalMs(): number | undefined;
  /** True once a closed shard has been read to its end. */
  ended(): boolean;
}

export interface LaneOptions {
  shardId: string;
  start: ReadPosition;
  source: RecordSource;
  clock: Clock;
  load: Load;
  progress: Progress;
  hints: BufferHints;
  /** KPL and RecordDeAggregation. */
  expand: (record: KinesisRecord) => InputRecord[];
  transform: (records: InputRecord[]) => Promise<Outcome[]>;
  /** The transform's, if there is one: named where a batch fails. */
  lambdaArn: string | undefined;
  /** Takes the outcomes of one batch, in one turn. */
  apply: (batch: Batch, outcomes: Outcome[]) => void;
  onRead: (read: { records: KinesisRecord[]; millisBehindLatest: number }) => void;
  onEnded: () => void;
  log: (message: string) => void;
}

export function createShardLane(options: LaneOptions): ShardLane {
  const { shardId, source, clock, load, progress, hints, expand, apply, onRead, onEnded, log } = options;
  const waiting: Batch[] = [];
  let position: ReadPosition = options.start;
  let gathering = startGathering(hints);
  let running = 0;
  let applied: Promise<void> = Promise.resolve();
  let ended = false;
  let draining = false;
  let closed = false;
  let nextReadMs = Number.NEGATIVE_INFINITY;
  let cancelRead: (() => void) | undefined;
  let cancelDue: (() => void) | undefined;

  /**
   * Closes the gathered records into a batch; reading goes on at `readOn`, should this batch be the last that was
   * delivered.
   */
  const cut = (readOn: Checkpoint): void => {
    cancelDue?.();
    cancelDue = undefined;
    const { records, bytes } = gathering;
    gathering = startGathering(hints);
    if (records.length === 0) return;
    waiting.push({ records, bytes, ticket: progress.open(readOn, records[0]!.arrivalMs) });
    dispatch();
  };

  const dispatch = (): void => {
    while (running < INVOCATIONS_PER_SHARD_MAX && waiting.length > 0) run(waiting.shift()!);
  };

  const run = (batch: Batch): void => {
    running += 1;
    applied = Promise.all([transform(batch.records), applied]).then(([result]) => {
      if (closed) return;
      running -= 1;
      apply(batch, result);
      load.add('transforming', -batch.bytes);
      batch.ticket.release();
      dispatch();
      wake();
    });
  };

  /** A transform that rejects is a fault of this stack: the batch fails, and the lane and its stack live on. */
  const transform = (records: InputRecord[]): Promise<Outcome[]> =>
    options.transform(records).catch((error) => {
      log(`${shardId}: a batch of ${records.length} records could not be transformed: ${error}`);
      const failure = lambdaFailure('Lambda.FunctionError', options.lambdaArn, 1);
      return records.map((): Outcome => ({ kind: 'failed', failure }));
    });

  const gather = (record: InputRecord, readOn: Checkpoint): void => {
    const eventBytes = eventBytesOf(record);
    if (gathering.eventBytes + eventBytes > INVOKE_PAYLOAD_BYTES_MAX) cut(readOn);
    gathering.records.push(record);
    gathering.bytes += record.data.length;
    gathering.eventBytes += eventBytes;
    gathering.size = gathering.policy.add(record.data.length, clock.now());
  };

  /**
   * A batch that ends within a record reads on before that record: its first parts may then come twice, none is lost.
   */
  const take = (record: KinesisRecord): void => {
    const before = position;
    const parts = expand(record);
    for (let at = 0; at < parts.length; at += 1) {
      const part = parts[at]!;
      load.add('transforming', part.data.length);
      gather(part, before);
      if (at === parts.length - 1) position = { after: record.sequenceNumber };
      if (gathering.size === 'flush') cut(position);
    }
    if (parts.length === 0) {
      position = { after: record.sequenceNumber };
      if (gathering.records.length === 0) progress.open(position).release();
    }
  };

  const read = (): void => {
    cancelRead = undefined;
    if (ended || draining || !load.mayRead() || waiting.length > 0) return;
    const result = tryRead();
    if (!result) return;
    const isBehind = result.records.length > 0 && result.millisBehindLatest > 0;
    nextReadMs = clock.now() + (isBehind ? 0 : READ_INTERVAL_MS);
    onRead(result);
    for (const record of result.records) take(record);
    if (result.ended) end();
    else if (isBehind) wake();
    setDueTimer();
  };

  /** A source that cannot be read, such as a deleted stream, is tried again: AWS keeps the delivery stream ACTIVE. */
  const tryRead = (): ReadResult | undefined => {
    try {
      return source.read(shardId, position, { records: READ_RECORDS_MAX, bytes: READ_BYTES_MAX });
    } catch (error) {
      log(`${shardId} cannot be read: ${error}`);
      scheduleRead(READ_RETRY_MS);
      return undefined;
    }
  };

  const end = (): void => {
    ended = true;
    cut(position);
    progress.open('SHARD_END').release();
    onEnded();
  };

  const setDueTimer = (): void => {
    if (gathering.records.length === 0 || cancelDue) return;
    cancelDue = clock.after(gathering.policy.dueMs() - clock.now(), () => cut(position));
  };

  const scheduleRead = (delayMs: number): void => {
    if (!cancelRead && !ended && !draining) cancelRead = clock.after(delayMs, read);
  };
  const wake = (): void => scheduleRead(nextReadMs - clock.now());

  const stopReading = (): void => {
    draining = true;
    cancelRead?.();
    cancelDue?.();
  };
  return {
    wake,
    async drain() {
      stopReading();
      cut(position);
      // Applying one batch can start the next, which lengthens the chain.
      while (!closed && (running > 0 || waiting.length > 0)) await applied;
    },
    close() {
      stopReading();
      closed = true;
    },
    oldestArrivalMs: () => progress.oldestArrivalMs() ?? gathering.records[0]?.arrivalMs,
    ended: () => ended,
  };
}

interface Gathering {
  records: InputRecord[];
  bytes: number;
  eventBytes: number;
  policy: BufferPolicy;
  size: 'flush' | 'wait';
}

const startGathering = (hints: BufferHints): Gathering => ({
  records: [],
  bytes: 0,
  eventBytes: EVENT_OVERHEAD,
  policy: createBufferPolicy(hints),
  size: 'wait',
});
