import { rmSync } from 'node:fs';
import { DamagedLogError } from './damaged-log.ts';
import { hashPartitionKey, parseHashKey } from './hash-key.ts';
import { checkPut, recordBytes } from './put-limits.ts';
import { createSequencer } from './sequence-number.ts';
import { formatShardId } from './shard-id.ts';
import { openShardLog, type ShardLog } from './shard-log.ts';
import type { StreamFiles } from './stream-files.ts';
import { isExpired, openShards, type StreamState, trimHorizon } from './stream-state.ts';
import { createThroughput, type Throughput } from './throughput.ts';
import type { PutEntry, PutResult } from './types.ts';

/** One stream: its state and the logs of its shards. */
export interface Stream {
  state(): StreamState;
  /** Saves a changed state, which then holds. */
  update(next: StreamState): void;
  /**
   * Appends each entry to the shard of its hash key, in the given order within a shard, one write per shard. Results stand in the
   * order of the entries. Throws AWS's error when the call as a whole breaks a limit.
   *
   * A provisioned shard refuses what is over its throughput. An on-demand stream keeps the four shards it starts with and is never
   * throttled: on AWS it takes 4 MB/s when it is new and grows with its traffic, which a laptop would only blur.
   */
  put(entries: PutEntry[], nowMs: number): PutResult[];
  /** Throws {@link DamagedLogError}. */
  log(shardIndex: number): ShardLog;
  sequencer(shardIndex: number): (offset: number, length: number) => string;
  close(): void;
}

export function openStream(given: StreamState, files: StreamFiles, accountId: string, nowMs: number): Stream {
  let state = given;
  let open = findOpen(state);
  const logs = new Map<number, ShardLog | DamagedLogError>();
  const sequencers = new Map<number, (offset: number, length: number) => string>();
  const throughputs = new Map<number, Throughput>();
  const horizon = trimHorizon(state, nowMs);
  state.shards.forEach((shard, index) => {
    if (isExpired(shard, horizon)) rmSync(files.shardDirectory(state.name, index), { recursive: true, force: true });
  });

  function log(index: number): ShardLog {
    const known = logs.get(index) ?? openLog(index);
    logs.set(index, known);
    if (known instanceof DamagedLogError) throw known;
    return known;
  }

  function openLog(index: number): ShardLog | DamagedLogError {
    const directory = files.shardDirectory(state.name, index);
    try {
      const opened = openShardLog({ directory });
      const { closed } = state.shards[index]!;
      if (!closed || opened.end() >= closed.endOffset || isExpired(state.shards[index]!, trimHorizon(state, nowMs)))
        return opened;
      opened.close();
      return new DamagedLogError(
        directory,
        `it ends at ${opened.end()}, but the shard was closed at ${closed.endOffset}`,
      );
    } catch (error) {
      if (error instanceof DamagedLogError) return error;
      throw error;
    }
  }

  function sequencer(index: number) {
    const known = sequencers.get(index) ?? createSequencer(state.createdAt, index);
    sequencers.set(index, known);
    return known;
  }

  function shardOf({ partitionKey, explicitHashKey }: PutEntry): number {
    const key = explicitHashKey === undefined ? hashPartitionKey(partitionKey) : parseHashKey(explicitHashKey)!;
    return open.findLast(({ startHash }) => startHash <= key)!.index;
  }

  function isThrottled(index: number, entry: PutEntry, at: number): boolean {
    if (state.mode === 'ON_DEMAND') return false;
    const throughput = throughputs.get(index) ?? createThroughput();
    throughputs.set(index, throughput);
    return !throughput.admit(recordBytes(entry), at);
  }

  function append(index: number, positions: number[], entries: PutEntry[], results: PutResult[], at: number): void {
    const shardId = formatShardId(index);
    try {
      const shardLog = log(index);
      shardLog.dropBefore(trimHorizon(state, at));
      const places = shardLog.append(
        positions.map((position) => entries[position]!),
        at,
      );
      const format = sequencer(index);
      places.forEach(({ offset, length }, i) => {
        results[positions[i]!] = { sequenceNumber: format(offset, length), shardId };
      });
    } catch (error) {
      if (!isOfTheWorld(error)) throw error;
      for (const position of positions)
        results[position] = { errorCode: 'InternalFailure', errorMessage: error.message };
    }
  }

  return {
    state: () => state,
    update(next) {
      files.save(next);
      state = next;
      open = findOpen(next);
    },
    put(entries, at) {
      checkPut(entries, state.recordBytesMax);
      const results = new Array<PutResult>(entries.length);
      const positions = new Map<number, number[]>();
      entries.forEach((entry, position) => {
        const index = shardOf(entry);
        if (isThrottled(index, entry, at)) {
          const errorMessage = `Rate exceeded for shard ${formatShardId(index)} in stream ${state.name} under account ${accountId}.`;
          results[position] = { errorCode: 'ProvisionedThroughputExceededException', errorMessage };
          return;
        }
        const group = positions.get(index);
        if (group) group.push(position);
        else positions.set(index, [position]);
      });
      for (const [index, group] of positions) append(index, group, entries, results, at);
      return results;
    },
    log,
    sequencer,
    close() {
      for (const known of logs.values()) if (!(known instanceof DamagedLogError)) known.close();
      logs.clear();
    },
  };
}

function findOpen(state: StreamState): { index: number; startHash: string }[] {
  return openShards(state).map((index) => ({ index, startHash: state.shards[index]!.startHash }));
}

/** A damaged file or a full disk, not a bug. */
function isOfTheWorld(error: unknown): error is Error {
  return error instanceof DamagedLogError || (error instanceof Error && 'errno' in error);
}
