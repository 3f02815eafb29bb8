import type { Clock } from '../clock.ts';
import { AwsError } from '../wire/message.ts';
import { DamagedLogError } from './damaged-log.ts';
import type { StreamMetrics } from './metrics.ts';
import type { Notifier } from './notifier.ts';
import type { Registry } from './registry.ts';
import { parseSequenceNumber } from './sequence-number.ts';
import { formatShardId, parseShardId } from './shard-id.ts';
import type { Stream } from './stream.ts';
import { isExpired, trimHorizon } from './stream-state.ts';
import type { ReadPosition, ReadResult, Streams } from './types.ts';

export interface StreamsOptions {
  registry: Registry;
  clock: Clock;
  accountId: string;
  metrics: StreamMetrics;
  notifier: Notifier;
}

/**
 * Streams for other local services and for the wire protocol. Names that are not there throw `ResourceNotFoundException`, a damaged
 * log `InternalFailure` with the file and the way out.
 *
 * A record's `data` is a view of the bytes that one call read (up to the call's limit): who keeps a few records for long should copy them.
 */
export function createStreams({ registry, clock, accountId, metrics, notifier }: StreamsOptions): Streams {
  function shardIndex(stream: Stream, shardId: string): number {
    const { name, shards } = stream.state();
    const index = parseShardId(shardId);
    if (index === undefined || !shards[index]) {
      throw new AwsError(
        'ResourceNotFoundException',
        `Shard ${shardId} in stream ${name} under account ${accountId} does not exist`,
      );
    }
    return index;
  }

  function read(
    stream: Stream,
    index: number,
    position: ReadPosition,
    limit: { records: number; bytes: number },
  ): ReadResult {
    const nowMs = clock.now();
    const log = stream.log(index);
    const { records, next } = log.read(offsetOf(stream, index, position), limit, trimHorizon(stream.state(), nowMs));
    const format = stream.sequencer(index);
    const atEnd = next >= log.end();
    return {
      records: records.map(({ offset, length, partitionKey, data, timestamp }) => ({
        sequenceNumber: format(offset, length),
        partitionKey,
        data,
        approximateArrivalTimestamp: timestamp,
      })),
      ended: atEnd && stream.state().shards[index]!.closed !== undefined,
      millisBehindLatest: atEnd ? 0 : Math.max(0, nowMs - records.at(-1)!.timestamp),
    };
  }

  return {
    put(streamName, entries) {
      const results = registry.get(streamName).put(entries, clock.now());
      metrics.put(streamName, entries, results);
      if (results.some((result) => 'sequenceNumber' in result)) notifier.notify(streamName);
      return results;
    },
    shards(streamName) {
      const state = registry.get(streamName).state();
      const horizon = trimHorizon(state, clock.now());
      return state.shards.flatMap((shard, index) =>
        isExpired(shard, horizon)
          ? []
          : [
              {
                shardId: formatShardId(index),
                parentShardIds: shard.parents.map(formatShardId),
                closed: shard.closed !== undefined,
              },
            ],
      );
    },
    latest(streamName, shardId) {
      const stream = registry.get(streamName);
      const index = shardIndex(stream, shardId);
      return {
        after: stream.sequencer(index)(
          reportDamage(() => stream.log(index).end()),
          0,
        ),
      };
    },
    read(streamName, shardId, position, limit) {
      const stream = registry.get(streamName);
      const index = shardIndex(stream, shardId);
      const result = reportDamage(() => read(stream, index, position, limit));
      metrics.read(streamName, result.millisBehindLatest);
      return result;
    },
    onChange: notifier.onChange,
  };
}

function offsetOf(stream: Stream, index: number, position: ReadPosition): number {
  if (position === 'TRIM_HORIZON') return 0;
  const log = stream.log(index);
  if ('atTimestamp' in position) return log.offsetAt(position.atTimestamp);
  const sequence = parseSequenceNumber(position.after);
  if (!sequence || sequence.shardIndex !== index || sequence.streamCreatedMs !== stream.state().createdAt) {
    throw notOfShard(stream, index, position.after, 'did not come from this shard');
  }
  const offset = sequence.offset + sequence.length;
  // Only the death of the machine can take back what was acknowledged; to go on in silence would skip what is written next.
  if (offset > log.end()) throw notOfShard(stream, index, position.after, 'lies beyond the newest record');
  return offset;
}

function notOfShard(stream: Stream, index: number, sequenceNumber: string, why: string): AwsError {
  const where = `${formatShardId(index)} in stream ${stream.state().name}`;
  return new AwsError(
    'InvalidArgumentException',
    `Sequence number ${sequenceNumber} used on ${where} is invalid because it ${why}.`,
  );
}

export function reportDamage<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof DamagedLogError) throw new AwsError('InternalFailure', error.message, 500);
    throw error;
  }
}
