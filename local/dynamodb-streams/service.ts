import type { Clock } from '../clock.ts';
import type { TableStreams } from '../dynamodb/table-streams.ts';
import { createJsonProtocol, type JsonOperation } from '../wire/json-protocol.ts';
import type { WireHandler } from '../wire/message.ts';
import type { StreamsContext } from './context.ts';
import { describeStream } from './operations/describe-stream.ts';
import { getRecords } from './operations/get-records.ts';
import { getShardIterator } from './operations/get-shard-iterator.ts';
import { listStreams } from './operations/list-streams.ts';

const operations: Record<string, JsonOperation<StreamsContext>> = {
  DescribeStream: describeStream,
  GetRecords: getRecords,
  GetShardIterator: getShardIterator,
  ListStreams: listStreams,
};

export interface DynamoDbStreamsOptions {
  clock: Clock;
  /** `tableStreams` of the local DynamoDB. */
  tableStreams: () => Promise<TableStreams>;
}

/** The wire protocol of DynamoDB Streams: AWS JSON 1.0, target prefix `DynamoDBStreams_20120810`. */
export function createDynamoDbStreams({ clock, tableStreams }: DynamoDbStreamsOptions): { handle: WireHandler } {
  const table = Object.fromEntries(
    Object.entries(operations).map(([name, operation]): [string, JsonOperation<undefined>] => [
      name,
      async (_, input) => operation({ clock, streams: await tableStreams() }, input),
    ]),
  );
  return { handle: createJsonProtocol('DynamoDB Streams', 'application/x-amz-json-1.0', table, undefined) };
}
