import type { Clock } from '../../clock.ts';
import { type Checkpoints, createCheckpointSaver } from '../../firehose/checkpoint-saver.ts';
import type { InvokeResult } from '../types.ts';
import { type Discarded, runBatch } from './batch-run.ts';
import type { MappingConfiguration } from './configuration.ts';
import { invocationRecord, invocationRecordKey } from './invocation-record.ts';
import { backoffMs, DESTINATION_RETRY_MS } from './pacing.ts';
import { createShardReaders, type ShardReaders } from './shard-readers.ts';
import type { EventSource } from './source.ts';
import { wait } from './wait.ts';

/** Everything that a mapping needs from outside. A run is repeated by the same clock, ids and answers. */
export interface MappingDependencies {
  id: string;
  functionArn: string;
  clock: Clock;
  /** Ids of requests and objects. */
  newId: () => string;
  source: EventSource;
  invoke: (payload: string) => Promise<InvokeResult>;
  /** Durable before it answers. Called only for a mapping with an on-failure destination. */
  putFailure: (key: string, body: string) => Promise<void>;
  /** Undefined when the mapping is new. */
  loadCheckpoints(): Checkpoints | undefined;
  /** Durable and atomic. */
  saveCheckpoints(checkpoints: Checkpoints): Promise<void>;
  /** Metrics of `AWS/Lambda`, dimension `FunctionName`. */
  metric: (name: 'IteratorAge' | 'DestinationDeliveryFailures', value: number) => void;
  log: (message: string) => void;
  onProgress?: () => void;
}

export interface MappingStatus {
  /** All but `pending` since this start. */
  read: number;
  processed: number;
  discarded: number;
  /** Of the records read, those that a stop now would repeat. */
  pending: number;
  invocations: number;
  failedInvocations: number;
  /** Of the last record of the newest event, milliseconds. */
  iteratorAgeMs: number;
  lastResult: 'No records processed' | 'OK' | 'PROBLEM: Function call failed';
}

export interface Mapping {
  /** A new mapping takes its starting position from this call. Resolves once that position is saved. */
  start(): Promise<void>;
  /** Waits for the invocations under way and saves the checkpoints, or gives up when `giveUp` resolves. */
  stop(giveUp: Promise<unknown>): Promise<void>;
  /** Stops at once; what is in hand is repeated at the next start. */
  close(): void;
  status(): MappingStatus;
}

/** The event source mapping engine. It is pure: time, ids, records, the function, its destination and checkpoints are handed in. */
export function createMapping(configuration: MappingConfiguration, dependencies: MappingDependencies): Mapping {
  const { clock, source, newId, metric, log, onProgress = () => {} } = dependencies;
  const stopping = new AbortController();
  const tally = { read: 0, processed: 0, discarded: 0, invocations: 0, failedInvocations: 0, iteratorAgeMs: 0 };
  let lastResult: MappingStatus['lastResult'] = 'No records processed';
  let readers: ShardReaders | undefined;
  let unsubscribe = () => {};
  const saver = createCheckpointSaver({
    clock,
    current: () => readers!.checkpoints(),
    save: dependencies.saveCheckpoints,
    log,
  });

  const discard = async (shardId: string, discarded: Discarded): Promise<boolean> => {
    const isTold = configuration.onFailureBucket === undefined || (await tellDestination(shardId, discarded));
    if (isTold) tally.discarded += discarded.items.length;
    return isTold;
  };

  /** AWS documents no number of tries; here records are not given up before the destination has them. */
  const tellDestination = async (shardId: string, discarded: Discarded): Promise<boolean> => {
    const { id, functionArn, putFailure } = dependencies;
    const nowMs = clock.now();
    const body = invocationRecord(discarded, { source, shardId, functionArn, requestId: newId(), nowMs });
    const key = invocationRecordKey(id, shardId, nowMs, newId());
    for (let attempt = 1; !stopping.signal.aborted; attempt += 1) {
      try {
        await putFailure(key, body);
        return true;
      } catch (error) {
        metric('DestinationDeliveryFailures', 1);
        if (attempt === 1) log(`Discarded records wait for s3://${configuration.onFailureBucket}/${key}: ${error}`);
        await wait(clock, backoffMs(DESTINATION_RETRY_MS, attempt), stopping.signal);
      }
    }
    return false;
  };

  const begin = (stored: Checkpoints): void => {
    readers = createShardReaders({
      source,
      stored,
      onAdvance() {
        saver.touch();
        onProgress();
      },
      common: {
        source,
        clock,
        lanes: configuration.parallelizationFactor,
        batchSize: configuration.batchSize,
        batchingWindowMs: configuration.batchingWindowMs,
        onRead: (records) => {
          tally.read += records.length;
        },
        log,
        run: (shardId, batch) =>
          runBatch(batch, {
            clock,
            invoke: dependencies.invoke,
            reportsItemFailures: configuration.reportsItemFailures,
            policy: configuration,
            recordAgeMsMax: configuration.recordAgeMsMax,
            oldestKept: () => source.oldest(shardId).catch(() => ''),
            discard: (discarded) => discard(shardId, discarded),
            onInvoke(items) {
              tally.invocations += 1;
              tally.iteratorAgeMs = Math.max(0, clock.now() - items.at(-1)!.record.arrivalMs);
              metric('IteratorAge', tally.iteratorAgeMs);
            },
            onVerdict(verdict) {
              const isSuccess = verdict !== 'not-invoked' && verdict.type === 'success';
              if (!isSuccess) tally.failedInvocations += 1;
              lastResult = isSuccess ? 'OK' : 'PROBLEM: Function call failed';
            },
            onProcessed: (count) => {
              tally.processed += count;
            },
            stopping: stopping.signal,
          }),
      },
    });
    readers.wake();
    unsubscribe = source.onChange(readers.wake);
  };

  const close = (): void => {
    unsubscribe();
    stopping.abort();
    void readers?.stop();
    saver.close();
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
      stopping.abort();
      const finish = async () => {
        await readers?.stop();
        await saver.settled();
      };
      await Promise.race([finish(), giveUp]);
      close();
    },
    close,
    status: () => ({ ...tally, pending: readers?.pending() ?? 0, lastResult }),
  };
}

/** Shards that come later are read from their beginning. */
function startingPositions(source: EventSource, { start }: MappingConfiguration): Checkpoints {
  return Object.fromEntries(
    source.shards().map(({ shardId }) => [shardId, start === 'LATEST' ? source.latest(shardId) : start]),
  );
}
