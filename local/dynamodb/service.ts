import { crc32 } from 'node:zlib';
import type { Clock } from '../clock.ts';
import type { MetricSink } from '../cloudwatch/types.ts';
import type { Streams } from '../kinesis/types.ts';
import { createJsonProtocol, type JsonOperation } from '../wire/json-protocol.ts';
import type { WireHandler } from '../wire/message.ts';
import type { BinaryInChanges } from './binary-in-changes.ts';
import { createCapture } from './capture.ts';
import { type ChangeListener, createChangeFeed } from './change-feed.ts';
import { createChangeLog } from './change-log.ts';
import type { Context } from './context.ts';
import { createExpirySweeper, expiryOperations } from './expiry.ts';
import { createFirstHopMetrics } from './first-hop-metrics.ts';
import { refuseHostileInput } from './hostile-input.ts';
import { batchWriteItem } from './operations/batch-write-item.ts';
import { describeTable } from './operations/describe-table.ts';
import { deleteItem, putItem, updateItem } from './operations/item-writes.ts';
import {
  describeKinesisStreamingDestination,
  disableKinesisStreamingDestination,
  enableKinesisStreamingDestination,
} from './operations/kinesis-streaming-destination.ts';
import { batchGetItem, getItem, listTables, query, scan } from './operations/reads.ts';
import { createTable, deleteTable } from './operations/tables.ts';
import { describeTimeToLive, updateTimeToLive } from './operations/time-to-live.ts';
import { transactGetItems } from './operations/transact-get-items.ts';
import { transactWriteItems } from './operations/transact-write-items.ts';
import { outboxNumber, readOutbox } from './outbox.ts';
import { createReplicator } from './replicator.ts';
import { createRequestTokens } from './request-tokens.ts';
import { openStore, type Store } from './store.ts';
import { createStreamTrimmer } from './stream-log.ts';
import { readTables } from './table.ts';
import { createTableMetrics } from './table-metrics.ts';
import { createTableFromProperties, type TableProperties } from './table-properties.ts';
import { createTableStreams, type TableStreams } from './table-streams.ts';
import { createWriter, type Writer } from './writer.ts';

const operations: Record<string, JsonOperation<Context>> = {
  BatchGetItem: batchGetItem,
  BatchWriteItem: batchWriteItem,
  CreateTable: createTable,
  DeleteItem: deleteItem,
  DeleteTable: deleteTable,
  DescribeKinesisStreamingDestination: describeKinesisStreamingDestination,
  DescribeTable: describeTable,
  DescribeTimeToLive: describeTimeToLive,
  DisableKinesisStreamingDestination: disableKinesisStreamingDestination,
  EnableKinesisStreamingDestination: enableKinesisStreamingDestination,
  GetItem: getItem,
  ListTables: listTables,
  PutItem: putItem,
  Query: query,
  Scan: scan,
  TransactGetItems: transactGetItems,
  TransactWriteItems: transactWriteItems,
  UpdateItem: updateItem,
  UpdateTimeToLive: updateTimeToLive,
};

/** How much may wait for a stream that refuses records, bytes; above it writes are throttled. */
const BACKLOG_BYTES_MAX = 64 * 1024 * 1024;

export interface DynamoDbOptions {
  /** LevelDB's own, made if absent. */
  directory: string;
  clock: Clock;
  /** Numbers in [0, 1), for event ids. */
  random: () => number;
  region: string;
  accountId: string;
  streams: Streams;
  log: (message: string) => void;
  metrics?: MetricSink;
  /** How binary values stand in change records; captures disagree. */
  binaryInChanges?: BinaryInChanges;
}

export interface DynamoDb {
  /** AWS JSON 1.0, target prefix `DynamoDB_20120810`. */
  handle: WireHandler;
  /** Makes a table of a template, or takes up the one that an earlier run made. Properties come with their intrinsics resolved. */
  createTable(properties: TableProperties): Promise<{ tableName: string; tableArn: string }>;
  /** Changes of a table from now on, in order, after they are stored. The answer unsubscribes. */
  onChange(tableName: string, listener: ChangeListener): () => void;
  /** DynamoDB Streams, once the store is open. */
  tableStreams(): Promise<TableStreams>;
  /** Finishes what is under way and lets go of the directory. */
  close(): Promise<void>;
}

/**
 * DynamoDB on dynalite, with every change of a table that has a Kinesis destination on its stream before the writer is answered.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/kds.html
 *
 * Answers at once and opens the store behind; a directory that cannot be opened fails the first use.
 */
export function createDynamoDb(options: DynamoDbOptions): DynamoDb {
  const store = openStore(options);
  const feed = createChangeFeed();
  const started = start(options, store, feed);
  started.catch(() => {});

  const whenStarted = (operation: JsonOperation<Context>): JsonOperation<undefined> => {
    return async (_, input) => operation((await started).context, refuseHostileInput(input));
  };
  const table = Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [name, whenStarted(operation)]),
  );
  const answer = createJsonProtocol('DynamoDB', 'application/x-amz-json-1.0', table, undefined);
  return {
    handle: async (request) => withChecksum(await answer(request)),
    async createTable(properties) {
      const { name, description } = await createTableFromProperties((await started).context, properties);
      return { tableName: name, tableArn: description.TableArn };
    },
    onChange: feed.onChange,
    tableStreams: async () => (await started).tableStreams,
    async close() {
      const running = await started.catch(() => undefined);
      await running?.stop();
      await store.database.close();
    },
  };
}

async function start(options: DynamoDbOptions, store: Store, feed: ReturnType<typeof createChangeFeed>) {
  const { clock, random, region, streams, log, binaryInChanges = 'base64' } = options;
  const { database, dynalite } = store;
  await database.open();
  const tables = await readTables(store);
  const left = await readOutbox(database);

  const metrics = createFirstHopMetrics(clock, options.metrics);
  const tableMetrics = createTableMetrics(clock, options.metrics);
  const replicator = createReplicator({ clock, streams, metrics, log, onLateArrival: () => writer.nudge() });
  const nextNumber = left.length > 0 ? outboxNumber(left.at(-1)!.key) + 1 : 1;
  const changes = createChangeLog({ region, binary: binaryInChanges, nextNumber, replicator, feed, metrics, log });
  const changesOf = createCapture({ clock, random });
  const writer: Writer = createWriter(database, {
    isOverloaded: () => replicator.backlogBytes() > BACKLOG_BYTES_MAX,
    changesOf,
    beside: (writes, made) => [...expiryOperations(writes), ...changes.beside(made)],
    written(writes) {
      changes.written();
      trimmer.touch();
      tableMetrics.written(writes);
    },
    throttled: tableMetrics.throttled,
    leftovers: changes.leftovers,
  });
  const streamed = () => tables.all().filter(({ settings }) => settings.stream !== undefined);
  const trimmer = createStreamTrimmer({ clock, database, streamed, log });
  const sweeper = createExpirySweeper({ clock, database, tables, writer, log });
  if (tables.all().some(({ settings }) => settings.expiryAttribute !== undefined)) sweeper.start();

  // Before the first write, so that an item's older changes come first.
  replicator.add(left);
  writer.nudge();
  const requestTokens = createRequestTokens(clock);
  const context: Context = { clock, dynalite, database, tables, writer, sweeper, requestTokens };
  return {
    context,
    tableStreams: createTableStreams({ clock, database, tables, feed }),
    async stop() {
      await sweeper.close();
      await writer.close();
      await trimmer.close();
      replicator.close();
    },
  };
}

/** Older SDKs and boto3 hold the body against this. */
function withChecksum(response: Awaited<ReturnType<WireHandler>>): Awaited<ReturnType<WireHandler>> {
  const checksum = String(crc32(response.body ?? ''));
  return { ...response, headers: { ...response.headers, 'x-amz-crc32': checksum } };
}
