import { checkInput } from '../../wire/shape.ts';
import type { StreamsContext } from '../context.ts';
import { expiredIterator, invalid } from '../errors.ts';
import { GET_RECORDS_BYTES_MAX, GET_RECORDS_COUNT_MAX, SHARD_ITERATOR_AGE_MS_MAX } from '../limits.ts';
import { decodeShardIterator, encodeShardIterator } from '../shard-iterator.ts';

const SHAPE = {
  ShardIterator: { type: 'string', required: true, min: 1, max: 2048 },
  Limit: { type: 'integer', min: 1, max: GET_RECORDS_COUNT_MAX },
} as const;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html */
export async function getRecords({ clock, streams }: StreamsContext, given: Record<string, unknown>): Promise<unknown> {
  const { ShardIterator: token, Limit = GET_RECORDS_COUNT_MAX } = checkInput(SHAPE, given);
  const iterator = decodeShardIterator(token);
  if (!iterator) throw invalid('Invalid ShardIterator.');
  const issuedMs = clock.now();
  if (issuedMs - iterator.issuedMs > SHARD_ITERATOR_AGE_MS_MAX) throw expiredIterator();
  const stream = streams.find(iterator.streamArn);
  const { records } = await streams.read(stream, iterator.after, { records: Limit, bytes: GET_RECORDS_BYTES_MAX });
  const after = records.at(-1)?.sequenceNumber ?? iterator.after;
  return {
    Records: records.map(({ text }) => describeRecord(text)),
    NextShardIterator: encodeShardIterator({ streamArn: stream.arn, after, issuedMs }),
  };
}

/** The API names the identity's members otherwise than Lambda's events do, and says nothing of the stream. */
function describeRecord(text: string): unknown {
  const {
    userIdentity,
    eventSourceARN: _,
    ...record
  } = JSON.parse(text) as {
    userIdentity?: { type: string; principalId: string };
    eventSourceARN: string;
  };
  if (!userIdentity) return record;
  return { ...record, userIdentity: { Type: userIdentity.type, PrincipalId: userIdentity.principalId } };
}
