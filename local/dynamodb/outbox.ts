import type { BatchOperation, Database } from './dynalite.ts';
import { startingWith } from './store.ts';
import { putText } from './table.ts';

/**
 * Changes on their way to a stream. They are written in the same batch as the items, so that a crash between the table and the
 * stream loses none, and leave the outbox after the stream has them, so that a crash in between repeats some, with their ids.
 */
export interface OutboxEntry {
  /** Database key; its order is the order of the changes. */
  key: string;
  tableName: string;
  streamArn: string;
  /** When the oldest of the records was made, microseconds. */
  creationMicros: number;
  records: OutboxRecord[];
}

export interface OutboxRecord {
  partitionKey: string;
  /** One line of JSON. */
  text: string;
}

const PREFIX = 'outbox~';

export const outboxKey = (number: number): string => PREFIX + String(number).padStart(16, '0');
export const outboxNumber = (key: string): number => Number(key.slice(PREFIX.length));

/** A header line, then a line per record: JSON.stringify lets no raw line break through. */
export function outboxOperation({ key, tableName, streamArn, creationMicros, records }: OutboxEntry): BatchOperation {
  const header = JSON.stringify({ tableName, streamArn, creationMicros });
  return putText(key, [header, ...records.map(({ partitionKey, text }) => `${partitionKey} ${text}`)].join('\n'));
}

/** What a stack that was stopped or killed has left, oldest first. */
export async function readOutbox(database: Database): Promise<OutboxEntry[]> {
  const entries: OutboxEntry[] = [];
  for await (const [key, text] of database.iterator({ ...startingWith(PREFIX), valueEncoding: 'utf8' })) {
    const [header, ...lines] = text.split('\n');
    const { tableName, streamArn, creationMicros } = JSON.parse(header!) as Omit<OutboxEntry, 'key' | 'records'>;
    const records = lines.map((line) => {
      const space = line.indexOf(' ');
      return { partitionKey: line.slice(0, space), text: line.slice(space + 1) };
    });
    entries.push({ key, tableName, streamArn, creationMicros, records });
  }
  return entries;
}
