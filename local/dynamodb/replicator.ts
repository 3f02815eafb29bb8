import type { Clock } from '../clock.ts';
import type { PutEntry, PutResult, Streams } from '../kinesis/types.ts';
import type { FirstHopMetrics } from './first-hop-metrics.ts';
import { PUT_RECORDS_BYTES_MAX, PUT_RECORDS_MAX } from './limits.ts';
import type { OutboxEntry } from './outbox.ts';

/** How long refused records wait before they are put again, milliseconds of the stack's clock; doubled at each refusal. */
const RETRY_AFTER_MS = 200;
const RETRY_AFTER_MS_MAX = 30_000;

export interface Replicator {
  /** Puts the records on their streams before it returns, unless a stream refuses: those are put again later, in order. */
  add(entries: OutboxEntry[]): void;
  /** Keys of outbox entries that their streams have whole, each told once. */
  takeDone(): string[];
  /** What waits, bytes. */
  backlogBytes(): number;
  close(): void;
}

interface Waiting {
  entry: OutboxEntry;
  put: PutEntry;
}

/** The changes that wait for one stream, oldest first. */
interface Lane {
  streamName: string;
  queue: Waiting[];
  retryAfterMs: number;
  cancelRetry?: (() => void) | undefined;
}

export interface ReplicatorOptions {
  clock: Clock;
  streams: Streams;
  metrics: FirstHopMetrics;
  log: (message: string) => void;
  /** Called when records that had been refused have arrived. */
  onLateArrival: () => void;
}

/** Carries outbox entries to their Kinesis streams: each record at least once, the changes of one item in order. */
export function createReplicator({ clock, streams, metrics, log, onLateArrival }: ReplicatorOptions): Replicator {
  const lanes = new Map<string, Lane>();
  const missing = new Map<OutboxEntry, number>();
  let done: string[] = [];
  let backlog = 0;

  function drain(lane: Lane): void {
    while (lane.queue.length > 0) {
      const chunk = nextChunk(lane.queue);
      const refused = put(lane, chunk);
      lane.queue.splice(0, chunk.length, ...refused);
      if (refused.length > 0) {
        retryLater(lane);
        return;
      }
      lane.retryAfterMs = RETRY_AFTER_MS;
    }
  }

  function retryLater(lane: Lane): void {
    lane.cancelRetry = clock.after(lane.retryAfterMs, () => {
      lane.cancelRetry = undefined;
      drain(lane);
      onLateArrival();
    });
    lane.retryAfterMs = Math.min(2 * lane.retryAfterMs, RETRY_AFTER_MS_MAX);
  }

  /** Answers what the stream did not take. */
  function put(lane: Lane, chunk: Waiting[]): Waiting[] {
    for (const [tableName, [oldest]] of byTable(chunk)) metrics.putting(tableName, oldest!.entry.creationMicros);
    const results = tryPut(lane, chunk);
    const throttled: Waiting[] = [];
    const refused = chunk.filter((waiting, index) => {
      const result = results?.[index];
      if (result && !('errorCode' in result)) return arrived(waiting);
      if (result?.errorCode === 'ProvisionedThroughputExceededException') throttled.push(waiting);
      return true;
    });
    for (const [tableName, ofTable] of byTable(throttled)) metrics.throttled(tableName, ofTable.length);
    return refused;
  }

  function tryPut({ streamName, queue, retryAfterMs }: Lane, chunk: Waiting[]): PutResult[] | undefined {
    try {
      return streams.put(
        streamName,
        chunk.map((waiting) => waiting.put),
      );
    } catch (error) {
      const isFirst = retryAfterMs === RETRY_AFTER_MS;
      if (isFirst) log(`${queue.length} table changes wait for the stream ${streamName}, which refuses them: ${error}`);
      return undefined;
    }
  }

  function arrived({ entry, put }: Waiting): false {
    backlog -= put.data.length;
    const left = missing.get(entry)! - 1;
    missing.set(entry, left);
    if (left === 0) {
      missing.delete(entry);
      done.push(entry.key);
    }
    return false;
  }

  function laneOf({ streamArn }: OutboxEntry): Lane {
    const streamName = streamArn.slice(streamArn.lastIndexOf('/') + 1);
    const lane = lanes.get(streamName) ?? { streamName, queue: [], retryAfterMs: RETRY_AFTER_MS };
    lanes.set(streamName, lane);
    return lane;
  }

  return {
    add(entries) {
      for (const entry of entries) {
        const { queue } = laneOf(entry);
        missing.set(entry, entry.records.length);
        for (const { partitionKey, text } of entry.records) {
          const data = Buffer.from(text);
          backlog += data.length;
          queue.push({ entry, put: { partitionKey, data } });
        }
      }
      for (const lane of new Set(entries.map(laneOf))) if (!lane.cancelRetry) drain(lane);
    },
    takeDone() {
      const taken = done;
      done = [];
      return taken;
    },
    backlogBytes: () => backlog,
    close() {
      for (const lane of lanes.values()) lane.cancelRetry?.();
    },
  };
}

/**
 * The next records to put at once: within the limits of PutRecords, and no item twice, since a put may refuse an item's earlier
 * change and take its later one.
 */
function nextChunk(queue: Waiting[]): Waiting[] {
  const items = new Set<string>();
  let bytes = 0;
  for (const { put } of queue) {
    bytes += put.data.length + put.partitionKey.length;
    const isFull = items.size === PUT_RECORDS_MAX || (items.size > 0 && bytes > PUT_RECORDS_BYTES_MAX);
    if (isFull || items.has(put.partitionKey)) break;
    items.add(put.partitionKey);
  }
  return queue.slice(0, items.size);
}

const byTable = (waiting: Waiting[]): Map<string, Waiting[]> => Map.groupBy(waiting, ({ entry }) => entry.tableName);
