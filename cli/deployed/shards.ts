import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  KinesisClient,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis';
import type { Deployed } from './connect.ts';

/** A record of a shard. */
export interface ShardRecord {
  shardId: string;
  data: Buffer;
  /** Epoch milliseconds. */
  arrivedMs: number;
}

/** One answer of a shard. */
export interface ShardRead {
  records: ShardRecord[];
  millisBehind: number;
  /** Of a shard that is closed and read to its end. */
  children: string[];
  isEnded: boolean;
}

/** Where to begin in a shard. */
export type ShardStart = Pick<GetShardIteratorCommandInput, 'ShardIteratorType' | 'Timestamp'>;

/** Reads a shard answer by answer. https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetRecords.html */
export interface ShardReader {
  shardId: string;
  /** Reads on; begins anew where it stood if its iterator has expired. */
  read(): Promise<ShardRead>;
}

/** The ids of the shards that are open, or have been within the retention. */
export async function shardIdsOf(deployed: Deployed, streamName: string, which: 'open' | 'all'): Promise<string[]> {
  const kinesis = deployed.client(KinesisClient);
  const ids: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await kinesis.send(
      new ListShardsCommand(
        NextToken === undefined
          ? { StreamName: streamName, ...(which === 'open' && { ShardFilter: { Type: 'AT_LATEST' } }) }
          : { NextToken },
      ),
    );
    for (const { ShardId } of page.Shards ?? []) if (ShardId !== undefined) ids.push(ShardId);
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return ids;
}

export function createShardReader(
  deployed: Deployed,
  streamName: string,
  shardId: string,
  start: ShardStart,
): ShardReader {
  const kinesis = deployed.client(KinesisClient);
  let from: Omit<GetShardIteratorCommandInput, 'StreamName' | 'ShardId'> = { ...start } as GetShardIteratorCommandInput;
  let iterator: string | undefined;

  async function begin(): Promise<string> {
    const { ShardIterator } = await kinesis.send(
      new GetShardIteratorCommand({ StreamName: streamName, ShardId: shardId, ...from }),
    );
    return ShardIterator!;
  }

  async function readOn(mayBeginAnew = true): Promise<ShardRead> {
    iterator ??= await begin();
    try {
      const answer = await kinesis.send(new GetRecordsCommand({ ShardIterator: iterator }));
      const { Records = [], NextShardIterator, MillisBehindLatest = 0, ChildShards = [] } = answer;
      iterator = NextShardIterator;
      const last = Records.at(-1)?.SequenceNumber;
      if (last) from = { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: last };
      // Anew, LATEST would be later. The services tell their time in whole seconds.
      else if (from.ShardIteratorType === 'LATEST') {
        const readMs = Math.floor(deployed.now() / 1000) * 1000;
        from = { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(readMs) };
      }
      return {
        records: Records.map(({ Data, ApproximateArrivalTimestamp }) => ({
          shardId,
          data: Buffer.from(Data ?? []),
          arrivedMs: ApproximateArrivalTimestamp?.getTime() ?? 0,
        })),
        millisBehind: MillisBehindLatest,
        children: ChildShards.flatMap(({ ShardId }) => ShardId ?? []),
        isEnded: NextShardIterator === undefined,
      };
    } catch (error) {
      // It lives five minutes, which on a stack whose clock runs 60 times faster are five seconds.
      if ((error as Error).name !== 'ExpiredIteratorException' || !mayBeginAnew) throw error;
      iterator = undefined;
      return readOn(false);
    }
  }

  return { shardId, read: () => readOn() };
}
