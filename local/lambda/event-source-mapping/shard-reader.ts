import { hash } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { Checkpoint } from '../../firehose/progress.ts';
import type { ReadPosition } from '../../kinesis/types.ts';
import { createLane, type Lane } from './lane.ts';
import { READ_BYTES_MAX, READ_RECORDS_MAX, READ_RETRY_MS, SPAN_BYTES_MAX, SPAN_RECORDS_MAX } from './pacing.ts';
import type { Item } from './piece.ts';
import { createShardProgress } from './progress.ts';
import type { EventSource, SourceRead, SourceRecord } from './source.ts';

/** Reads one shard and hands its records to lanes, so that those with one key share a lane. */
export interface ShardReader {
  /** There may be something to read, or room to read it. */
  wake(): void;
  checkpoint(): Checkpoint;
  /** Of what is read, what is not settled or lies behind a record that is not. */
  pending(): number;
  /** Reads no more; resolves once no invocation is under way. */
  stop(): Promise<void>;
}

export interface ShardReaderOptions {
  shardId: string;
  start: ReadPosition;
  source: EventSource;
  clock: Clock;
  lanes: number;
  batchSize: number;
  batchingWindowMs: number;
  run: (shardId: string, batch: Item[]) => Promise<void>;
  onRead: (records: SourceRecord[]) => void;
  /** The checkpoint has moved; it is `SHARD_END` once a closed shard is processed to its end. */
  onAdvance: () => void;
  log: (message: string) => void;
}

export function createShardReader(options: ShardReaderOptions): ShardReader {
  const { shardId, source, clock, batchSize, batchingWindowMs, run, onRead, onAdvance, log } = options;
  let position = options.start;
  let nextReadMs = Number.NEGATIVE_INFINITY;
  let cancelRead: (() => void) | undefined;
  let isReading = false;
  /** Woken while reading: what it was woken for may have come too late for that read. */
  let isWoken = false;
  let ended = false;
  let stopped = false;

  let isHeldUp = false;

  const progress = createShardProgress(options.start, () => {
    onAdvance();
    if (isHeldUp && !isCrowded()) wake();
  });
  const isCrowded = (): boolean => {
    const { records, bytes } = progress.span();
    return records >= SPAN_RECORDS_MAX || bytes >= SPAN_BYTES_MAX;
  };
  const lanes: Lane[] = Array.from({ length: options.lanes }, () =>
    createLane({ clock, batchSize, batchingWindowMs, isCrowded, run: (batch) => run(shardId, batch) }),
  );

  const take = (records: SourceRecord[]): void => {
    const perLane = lanes.map((): Item[] => []);
    for (const record of records) {
      const bytes = Buffer.byteLength(record.text);
      const settle = progress.follow({ after: record.sequenceNumber }, bytes);
      perLane[laneOf(record.orderKey, lanes.length)]!.push({ record, bytes, readMs: clock.now(), settle });
    }
    const last = records.at(-1);
    if (last) position = { after: last.sequenceNumber };
    for (const [index, items] of perLane.entries()) if (items.length > 0) lanes[index]!.add(items);
  };

  const tryRead = async (): Promise<SourceRead | undefined> => {
    try {
      return await source.read(shardId, position, { records: READ_RECORDS_MAX, bytes: READ_BYTES_MAX });
    } catch (error) {
      if (!stopped) log(`${shardId} of ${source.arn} cannot be read: ${error}`);
      return undefined;
    }
  };

  const read = async (): Promise<void> => {
    cancelRead = undefined;
    isHeldUp = isCrowded();
    isWoken = isReading;
    if (isReading || ended || stopped || isHeldUp) return;
    isReading = true;
    const result = await tryRead();
    isReading = false;
    if (stopped) return;
    if (!result) return schedule(READ_RETRY_MS);
    nextReadMs = clock.now() + (result.isBehind ? 0 : source.readIntervalMs);
    onRead(result.records);
    take(result.records);
    if (result.ended) {
      ended = true;
      progress.follow('SHARD_END', 0)();
    } else if (result.isBehind || isWoken) wake();
    // What waited for more must not wait for what is not read before room is made.
    if (isCrowded()) for (const lane of lanes) lane.pump();
  };

  const schedule = (delayMs: number): void => {
    if (!cancelRead && !ended && !stopped) cancelRead = clock.after(delayMs, () => void read());
  };
  const wake = (): void => schedule(nextReadMs - clock.now());

  return {
    wake,
    checkpoint: progress.checkpoint,
    pending: () => progress.span().records,
    async stop() {
      stopped = true;
      cancelRead?.();
      await Promise.all(lanes.map((lane) => lane.stop()));
    },
  };
}

const laneOf = (key: string, count: number): number =>
  count === 1 ? 0 : Number.parseInt(hash('md5', key).slice(0, 8), 16) % count;
