import { streamSequenceNumber } from '../../dynamodb/stream-record.ts';
import type { TableStreams } from '../../dynamodb/table-streams.ts';
import { shardIdOf } from '../../dynamodb-streams/shard.ts';
import type { ReadPosition } from '../../kinesis/types.ts';
import { DYNAMODB_READ_INTERVAL_MS } from './pacing.ts';
import type { EventSource } from './source.ts';

const ONE = { records: 1, bytes: 1 };

/** The stream of a table as a function sees it. Throws `ResourceNotFoundException` when it is not there, now or at use. */
export function createDynamoDbSource(streams: TableStreams, streamArn: string): EventSource {
  const find = () => streams.find(streamArn);
  return {
    kind: 'dynamodb',
    arn: streamArn,
    readIntervalMs: DYNAMODB_READ_INTERVAL_MS,
    shards: () => [{ shardId: shardIdOf(find()), parentShardIds: [], closed: false }],
    latest: () => ({ after: streams.newest(find()) }),
    async read(_shardId, position, limit) {
      const { records, isBehind } = await streams.read(find(), afterOf(position), limit);
      return {
        records: records.map(({ sequenceNumber, itemKey, text }) => ({
          sequenceNumber,
          orderKey: itemKey,
          arrivalMs: arrivalMsOf(sequenceNumber),
          text,
        })),
        ended: false,
        isBehind,
      };
    },
    async oldest() {
      const { records } = await streams.read(find(), streamSequenceNumber(0), ONE);
      return records[0]?.sequenceNumber;
    },
    onChange: (listener) => streams.onChange(find(), listener),
  };
}

/** The stream of a table has no `AT_TIMESTAMP`. */
function afterOf(position: ReadPosition): string {
  return typeof position === 'object' && 'after' in position ? position.after : streamSequenceNumber(0);
}

/** A sequence number is a 1 and the microsecond of the change. */
const arrivalMsOf = (sequenceNumber: string): number => Math.floor(Number(sequenceNumber.slice(1)) / 1000);
