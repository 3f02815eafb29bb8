import { AwsError } from '../../wire/message.ts';
import { checkInput } from '../../wire/shape.ts';
import type { KinesisContext } from '../context.ts';
import { LIST_SHARDS_DEFAULT } from '../limits.ts';
import { decodeNextToken, encodeNextToken } from '../next-token.ts';
import { describeShard, listedShards } from '../shard-description.ts';
import { matchesFilter, SHARD_FILTER_TYPES, type ShardFilter } from '../shard-filter.ts';
import { parseShardId } from '../shard-id.ts';
import { resolveStream, SHARD_ID, STREAM_REFERENCE } from '../stream-reference.ts';

const SHAPE = {
  ...STREAM_REFERENCE,
  NextToken: { type: 'string', min: 1, max: 1_048_576 },
  ExclusiveStartShardId: SHARD_ID,
  MaxResults: { type: 'integer', min: 1, max: 10_000 },
  StreamCreationTimestamp: { type: 'timestamp' },
  ShardFilter: {
    type: 'structure',
    members: {
      Type: {
        type: 'string',
        required: true,
        values: SHARD_FILTER_TYPES,
      },
      ShardId: SHARD_ID,
      Timestamp: { type: 'timestamp' },
    },
  },
} as const;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListShards.html */
export function listShards(context: KinesisContext, given: Record<string, unknown>): unknown {
  const input = checkInput(SHAPE, given);
  const named = input.StreamName !== undefined || input.StreamARN !== undefined;
  if (!named && input.NextToken === undefined) throw invalid('Either NextToken or StreamName should be provided.');
  if (named && input.NextToken !== undefined) throw invalid('NextToken and StreamName cannot be provided together.');
  if (input.NextToken !== undefined && (input.ExclusiveStartShardId ?? input.ShardFilter) !== undefined) {
    throw invalid('NextToken and ExclusiveStartShardId or ShardFilter cannot be provided together.');
  }
  const nowMs = context.clock.now();
  const page = input.NextToken === undefined ? firstPage(input) : decodeNextToken(input.NextToken, nowMs);
  const stream = resolveStream(context, page);
  const all = listedShards(stream, nowMs).filter(
    (index) => index > page.after && matchesFilter(stream.state(), index, page.filter, nowMs),
  );
  const shown = all.slice(0, input.MaxResults ?? LIST_SHARDS_DEFAULT);
  const shards = shown.map((index) => describeShard(stream, index));
  if (shown.length === all.length) return { Shards: shards };
  const token = { StreamName: stream.state().name, filter: page.filter, after: shown.at(-1)!, issuedMs: nowMs };
  return { Shards: shards, NextToken: encodeNextToken(token) };
}

function firstPage(input: {
  StreamName?: string;
  StreamARN?: string;
  ExclusiveStartShardId?: string;
  ShardFilter?: ShardFilter;
}) {
  const { ExclusiveStartShardId, ShardFilter, ...reference } = input;
  const after = ExclusiveStartShardId === undefined ? -1 : parseShardId(ExclusiveStartShardId);
  if (after === undefined) throw invalid(`ExclusiveStartShardId ${ExclusiveStartShardId} is not a shard id.`);
  return { ...reference, after, filter: ShardFilter };
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidArgumentException', message);
}
