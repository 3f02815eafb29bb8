import type { Clock } from '../clock.ts';
import { openShardLog } from '../kinesis/shard-log.ts';
import type { ReadPosition } from '../kinesis/types.ts';
import type { Checkpoints } from './checkpoint-saver.ts';
import type { RecordSource } from './source.ts';

/**
 * What was put to a delivery stream directly, on disk from the moment that the caller has its answer until S3 has it.
 */
export interface PutLog extends RecordSource {
  /**
   * Appends, durably over the death of this process, and names the records. Throws what the file system throws, and
   * then none is kept.
   */
  put(records: Buffer[]): string[];
  /** Lets go of what is delivered. */
  forget(checkpoints: Checkpoints): void;
  close(): void;
}

const SHARD_ID = 'shardId-000000000000';
const DIGITS = 56;

/** A record is named by the place in the log where the next one begins, which is where reading goes on after it. */
const nameOf = (nextOffset: number): string => String(nextOffset).padStart(DIGITS, '0');
const offsetOf = (position: ReadPosition): number =>
  typeof position === 'object' && 'after' in position ? Number(position.after) : 0;

export function openPutLog(directory: string, clock: Clock): PutLog {
  const log = openShardLog({ directory });
  const listeners = new Set<() => void>();
  return {
    put(records) {
      const places = log.append(
        records.map((data) => ({ partitionKey: '', data })),
        clock.now(),
      );
      setImmediate(() => {
        for (const listener of listeners) listener();
      });
      return places.map(({ offset, length }) => nameOf(offset + length));
    },
    forget(checkpoints) {
      const position = checkpoints[SHARD_ID];
      if (position === undefined || position === 'SHARD_END') return;
      const [oldest] = log.read(offsetOf(position), { records: 1, bytes: 1 }, 0).records;
      log.dropBefore(oldest?.timestamp ?? clock.now());
    },
    shards: () => [{ shardId: SHARD_ID, parentShardIds: [], closed: false }],
    latest: () => ({ after: nameOf(log.end()) }),
    read(_shardId, position, limit) {
      const { records, next } = log.read(offsetOf(position), limit, 0);
      const newest = records.at(-1);
      return {
        records: records.map(({ offset, length, data, timestamp }) => ({
          sequenceNumber: nameOf(offset + length),
          partitionKey: '',
          data,
          approximateArrivalTimestamp: timestamp,
        })),
        ended: false,
        millisBehindLatest: newest && next < log.end() ? Math.max(1, clock.now() - newest.timestamp) : 0,
      };
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: log.close,
  };
}
