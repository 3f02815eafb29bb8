import { AwsError } from '../wire/message.ts';
import { parseShardId } from './shard-id.ts';
import { type StreamState, trimHorizon } from './stream-state.ts';

export const SHARD_FILTER_TYPES = [
  'AFTER_SHARD_ID',
  'AT_TRIM_HORIZON',
  'FROM_TRIM_HORIZON',
  'AT_LATEST',
  'AT_TIMESTAMP',
  'FROM_TIMESTAMP',
] as const;

export interface ShardFilter {
  Type: (typeof SHARD_FILTER_TYPES)[number];
  ShardId?: string | undefined;
  /** Epoch seconds. */
  Timestamp?: number | undefined;
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ShardFilter.html. `index` is a shard within retention. */
export function matchesFilter(
  state: StreamState,
  index: number,
  filter: ShardFilter | undefined,
  nowMs: number,
): boolean {
  const { createdAt, closed } = state.shards[index]!;
  const horizon = Math.max(trimHorizon(state, nowMs), state.createdAt);
  const openAt = (instantMs: number) => createdAt <= instantMs && (!closed || closed.at >= instantMs);
  switch (filter?.Type) {
    case undefined:
    case 'FROM_TRIM_HORIZON':
      return true;
    case 'AFTER_SHARD_ID':
      return index > shardIndexOf(filter);
    case 'AT_TRIM_HORIZON':
      return openAt(horizon);
    case 'AT_LATEST':
      return !closed;
    case 'AT_TIMESTAMP':
      return openAt(Math.max(timestampOf(filter), horizon));
    case 'FROM_TIMESTAMP':
      return !closed || closed.at >= Math.max(timestampOf(filter), horizon);
  }
}

function shardIndexOf({ ShardId }: ShardFilter): number {
  const index = ShardId === undefined ? undefined : parseShardId(ShardId);
  if (index === undefined)
    throw new AwsError('InvalidArgumentException', 'A ShardFilter of type AFTER_SHARD_ID needs a ShardId.');
  return index;
}

function timestampOf({ Type, Timestamp }: ShardFilter): number {
  if (Timestamp === undefined)
    throw new AwsError('InvalidArgumentException', `A ShardFilter of type ${Type} needs a Timestamp.`);
  return Math.round(Timestamp * 1000);
}
