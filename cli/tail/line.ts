import { type MessageChange, readDomainEvent, readRecordChange, readRowChange } from '../deployed/message.ts';
import { printable } from '../errors/in-words.ts';

/** What one line tells of a change or a row. */
export interface TailLine extends MessageChange {
  /** A shard's id, an object's key and line, or a target's name. */
  from: string;
  bytes: number;
  /** Only if it is asked for. */
  content?: string;
}

export const changeLine = (data: Buffer, shardId: string, content: boolean): TailLine => ({
  ...(readRecordChange(data) ?? { keys: {} }),
  from: shardId,
  bytes: data.length,
  ...(content && { content: data.toString('utf8') }),
});

export const rowLine = (row: Buffer, from: string, content: boolean): TailLine => ({
  ...(readRowChange(row) ?? { keys: {} }),
  from,
  bytes: row.length,
  ...(content && { content: row.toString('utf8') }),
});

export const eventLine = (body: Buffer, from: string, content: boolean): TailLine => ({
  ...(readDomainEvent(body) ?? { keys: {} }),
  from,
  bytes: body.length,
  ...(content && { content: body.toString('utf8') }),
});

export function tailText({ keys, eventName, eventTime, from, bytes, content }: TailLine): string {
  const what =
    eventName === undefined
      ? `not a change of the table, ${bytes} bytes`
      : `${eventName.padEnd(6)}  ${Object.values(keys).join(' ')}`;
  const parts = [eventTime ?? ''.padEnd(27), what, `(${from})`, ...(content === undefined ? [] : [content])];
  return printable(parts.join('  '));
}
