import { checkInput } from '../../wire/shape.ts';
import type { StreamsContext } from '../context.ts';
import { PAGE_MAX } from '../limits.ts';

const SHAPE = {
  TableName: { type: 'string', min: 3, max: 255 },
  Limit: { type: 'integer', min: 1 },
  ExclusiveStartStreamArn: { type: 'string', min: 37, max: 1024 },
} as const;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_ListStreams.html */
export function listStreams({ streams }: StreamsContext, given: Record<string, unknown>): unknown {
  const { TableName: tableName, Limit = PAGE_MAX, ExclusiveStartStreamArn: start } = checkInput(SHAPE, given);
  const all = streams.all().filter((stream) => tableName === undefined || stream.tableName === tableName);
  const from = all.findIndex(({ arn }) => arn === start) + 1;
  const page = all.slice(from, from + Math.min(Limit, PAGE_MAX));
  const last = page.at(-1);
  return {
    Streams: page.map(({ arn, tableName: TableName, label }) => ({ StreamArn: arn, TableName, StreamLabel: label })),
    ...(last && last !== all.at(-1) && { LastEvaluatedStreamArn: last.arn }),
  };
}
