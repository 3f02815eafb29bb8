import type { Clock } from '../clock.ts';
import { AwsError } from '../wire/message.ts';
import type { createChangeFeed } from './change-feed.ts';
import type { Database, KeySchemaElement } from './dynalite.ts';
import { readStream, type StreamPage } from './stream-log.ts';
import { streamArnOf, streamSequenceNumber } from './stream-record.ts';
import type { Table, Tables } from './table.ts';
import type { StreamViewType } from './table-stream-settings.ts';

/** The stream of a table. */
export interface TableStream {
  tableName: string;
  arn: string;
  /** When the stream was enabled, `2026-01-01T00:00:00.000`. */
  label: string;
  viewType: StreamViewType;
  keySchema: KeySchemaElement[];
}

/** What other local services may do with the streams of tables; records are kept for 24 hours. */
export interface TableStreams {
  /** By the names of their tables. */
  all(): TableStream[];
  /** Throws an `AwsError` `ResourceNotFoundException`. */
  find(streamArn: string): TableStream;
  /** The sequence number of the newest change, or one before any. */
  newest(stream: TableStream): string;
  /** The records after a sequence number. */
  read(stream: TableStream, after: string, limit: { records: number; bytes: number }): Promise<StreamPage>;
  /** Calls back, on a later turn, when there are new records. The answer unsubscribes. */
  onChange(stream: TableStream, listener: () => void): () => void;
}

export function createTableStreams(options: {
  clock: Clock;
  database: Database;
  tables: Tables;
  feed: ReturnType<typeof createChangeFeed>;
}): TableStreams {
  const { clock, database, tables, feed } = options;

  const all = (): TableStream[] =>
    tables
      .all()
      .flatMap(streamOf)
      .sort((a, b) => (a.tableName < b.tableName ? -1 : 1));

  return {
    all,
    find(streamArn) {
      const found = all().find(({ arn }) => arn === streamArn);
      if (found) return found;
      throw new AwsError(
        'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException',
        `Requested resource not found: Stream: ${streamArn} not found`,
      );
    },
    newest: ({ tableName }) => streamSequenceNumber(tables.find(tableName).newestMicros),
    read: ({ tableName }, after, limit) => readStream(database, tableName, after, { ...limit, nowMs: clock.now() }),
    onChange({ tableName }, listener) {
      let pending: NodeJS.Immediate | undefined;
      const unsubscribe = feed.onChange(tableName, () => {
        pending ??= setImmediate(() => {
          pending = undefined;
          listener();
        });
      });
      return () => {
        unsubscribe();
        clearImmediate(pending);
      };
    },
  };
}

function streamOf({ name, description, settings: { stream } }: Table): TableStream[] {
  if (!stream) return [];
  const { label, viewType } = stream;
  return [
    {
      tableName: name,
      arn: streamArnOf(description.TableArn, stream),
      label,
      viewType,
      keySchema: description.KeySchema,
    },
  ];
}
