import { randomBytes } from 'node:crypto';
import {
  type _Record,
  CreateStreamCommand,
  type CreateStreamCommandInput,
  DeleteStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
  PutRecordsCommand,
  type Shard,
  type ShardIteratorType,
} from '@aws-sdk/client-kinesis';
import { bytesOf } from './bytes.ts';
import { eventually } from './eventually.ts';
import type { Target } from './target.ts';

/** A Kinesis stream that a row made for itself. */
export interface TestStream {
  name: string;
  arn: string;
  /** Puts each record under a partition key of its own, in one call; what is throttled is put again. */
  put(...records: (string | Buffer | object)[]): Promise<void>;
  shards(): Promise<Shard[]>;
  iterator(shardId: string, type?: ShardIteratorType): Promise<string>;
  /** Everything from the trim horizon on, shard by shard, once there are `count` records. */
  records(count: number): Promise<(_Record & { shardId: string })[]>;
  /** Waits until a change of its shards is over. */
  active(): Promise<void>;
}

/** Makes a stream for the length of `use`; one shard unless `input` says otherwise. */
export async function withStream<Result>(
  target: Target,
  use: (stream: TestStream) => Promise<Result>,
  input: Partial<CreateStreamCommandInput> = { ShardCount: 1 },
): Promise<Result> {
  const { kinesis } = target;
  const name = `contract-stream-${randomBytes(4).toString('hex')}`;
  await kinesis.send(new CreateStreamCommand({ StreamName: name, ...input }));
  try {
    const stream = await testStream(target, name);
    return await use(stream);
  } finally {
    await kinesis.send(new DeleteStreamCommand({ StreamName: name, EnforceConsumerDeletion: true }));
  }
}

async function testStream(target: Target, name: string): Promise<TestStream> {
  const { kinesis } = target;
  const summary = async () => {
    const { StreamDescriptionSummary } = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName: name }));
    return StreamDescriptionSummary!;
  };
  const active = () =>
    eventually(target, async () => {
      const { StreamStatus, StreamARN } = await summary();
      return StreamStatus === 'ACTIVE' ? StreamARN! : undefined;
    });
  const shards = async () => (await kinesis.send(new ListShardsCommand({ StreamName: name }))).Shards!;
  const iterator = async (shardId: string, type: ShardIteratorType = 'TRIM_HORIZON') => {
    const input = { StreamName: name, ShardId: shardId, ShardIteratorType: type };
    return (await kinesis.send(new GetShardIteratorCommand(input))).ShardIterator!;
  };
  return {
    name,
    arn: await active(),
    async put(...records) {
      let left = records.map((record) => ({ Data: bytesOf(record), PartitionKey: randomBytes(8).toString('hex') }));
      await eventually(target, async () => {
        const { Records } = await kinesis.send(new PutRecordsCommand({ StreamName: name, Records: left }));
        left = left.filter((_, at) => Records![at]!.ErrorCode !== undefined);
        return left.length === 0 || undefined;
      });
    },
    shards,
    iterator,
    async records(count) {
      const iterators = new Map<string, string | undefined>();
      for (const { ShardId } of await shards()) iterators.set(ShardId!, await iterator(ShardId!));
      const found: (_Record & { shardId: string })[] = [];
      return eventually(
        target,
        async () => {
          for (const [shardId, ShardIterator] of iterators) {
            if (!ShardIterator) continue;
            const { Records, NextShardIterator } = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
            found.push(...Records!.map((record) => ({ ...record, shardId })));
            iterators.set(shardId, NextShardIterator);
          }
          return found.length >= count ? found : undefined;
        },
        () => found.length,
      );
    },
    async active() {
      await active();
    },
  };
}
