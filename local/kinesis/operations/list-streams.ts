import { checkInput } from '../../wire/shape.ts';
import type { KinesisContext } from '../context.ts';
import { LIST_STREAMS_DEFAULT } from '../limits.ts';
import { summarizeStream } from '../stream-description.ts';
import { STREAM_REFERENCE } from '../stream-reference.ts';

const SHAPE = {
  Limit: { type: 'integer', min: 1, max: 10_000 },
  ExclusiveStartStreamName: STREAM_REFERENCE.StreamName,
  NextToken: { type: 'string', min: 1, max: 1_048_576 },
} as const;

/** A `NextToken` is the name of the last stream listed. https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListStreams.html */
export function listStreams(context: KinesisContext, given: Record<string, unknown>): unknown {
  const input = checkInput(SHAPE, given);
  const after = input.ExclusiveStartStreamName ?? input.NextToken ?? '';
  const all = context.registry.names().filter((name) => name > after);
  const names = all.slice(0, input.Limit ?? LIST_STREAMS_DEFAULT);
  const readable = names.filter((name) => context.registry.isReadable(name));
  const hasMore = names.length < all.length;
  return {
    StreamNames: names,
    StreamSummaries: readable.map((name) => summarizeStream(context, context.registry.get(name).state())),
    HasMoreStreams: hasMore,
    ...(hasMore && { NextToken: names.at(-1) }),
  };
}
