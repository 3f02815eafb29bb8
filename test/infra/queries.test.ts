import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packaged } from '../support/packaged.ts';
import { propertiesOf } from '../support/template-parts.ts';

const { template } = await packaged('dev');
const sql = (logicalId: string) => String(propertiesOf(template, logicalId).QueryString);

const instance = await DuckDBInstance.create();
const connection = await instance.connect();
const rowsOf = async (query: string) => (await connection.runAndReadAll(query)).getRowsJson();

const now = new Date();
const minutesAgo = (minutes: number, fraction = '000000') =>
  new Date(now.getTime() - minutes * 60_000).toISOString().slice(0, 20) + `${fraction}Z`;
const hourOf = (eventTime: string) => eventTime.slice(0, 13).replace(/[-T]/g, '/');

interface Change {
  livestream?: string;
  uid: number;
  message?: string;
  event: 'INSERT' | 'MODIFY' | 'REMOVE';
  id: string;
  time: string;
}

async function load(changes: Change[]): Promise<void> {
  await connection.run('DELETE FROM chat_by_time');
  for (const { livestream = 'live-1', uid, message = null, event, id, time } of changes) {
    await connection.run('INSERT INTO chat_by_time VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)', [
      livestream,
      BigInt(uid),
      message && 'u-1',
      message && 'viewer',
      message,
      message && 'CHAT',
      message && time.slice(0, 23) + 'Z',
      id,
      event,
      time,
      hourOf(time),
    ]);
  }
}

beforeAll(async () => {
  await connection.run(`
    SET TimeZone = 'UTC';
    CREATE MACRO date_format(instant, format) AS strftime(instant, format);
    CREATE MACRO from_iso8601_timestamp(text) AS CAST(text AS TIMESTAMPTZ);
    CREATE TABLE chat_by_time (livestreamid VARCHAR, uid BIGINT, userid VARCHAR, nickname VARCHAR, message VARCHAR, messagetype VARCHAR,
      createdat VARCHAR, eventid VARCHAR, eventname VARCHAR, eventtime VARCHAR, hour VARCHAR);
    CREATE VIEW chat_by_livestream AS SELECT * EXCLUDE (hour) FROM chat_by_time;
  `);
});

afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

describe('rows per livestream', () => {
  it('counts rows and distinct changes of the last seven days', async () => {
    await load([
      { uid: 1, message: 'a', event: 'INSERT', id: 'a', time: minutesAgo(5) },
      { uid: 1, message: 'a', event: 'INSERT', id: 'a', time: minutesAgo(5) },
      { uid: 2, message: 'b', event: 'INSERT', id: 'b', time: minutesAgo(4) },
      { livestream: 'live-2', uid: 1, message: 'c', event: 'INSERT', id: 'c', time: minutesAgo(3) },
      { livestream: 'live-3', uid: 1, message: 'd', event: 'INSERT', id: 'd', time: minutesAgo(9 * 24 * 60) },
    ]);
    expect(await rowsOf(sql('RowsPerLivestreamQuery'))).toEqual([
      ['live-1', '3', '2', minutesAgo(5), minutesAgo(4)],
      ['live-2', '1', '1', minutesAgo(3), minutesAgo(3)],
    ]);
  });
});

describe('messages per minute', () => {
  it('counts each new message of the last day once, in its minute', async () => {
    await load([
      { uid: 1, message: 'a', event: 'INSERT', id: 'a', time: minutesAgo(10) },
      { uid: 1, message: 'a', event: 'INSERT', id: 'a', time: minutesAgo(10) },
      { uid: 2, message: 'b', event: 'INSERT', id: 'b', time: minutesAgo(10) },
      { uid: 2, message: 'B', event: 'MODIFY', id: 'c', time: minutesAgo(9) },
      { uid: 2, event: 'REMOVE', id: 'd', time: minutesAgo(8) },
      { uid: 3, message: 'e', event: 'INSERT', id: 'e', time: minutesAgo(24 * 60 + 5) },
    ]);
    const [[minute, ...counts] = [], ...more] = await rowsOf(sql('MessagesPerMinuteQuery'));
    expect(more).toEqual([]);
    expect(counts).toEqual(['2', '1', '1']);
    expect(String(minute)).toContain(minutesAgo(10).slice(11, 16));
  });
});

describe('the newest state', () => {
  const history: Change[] = [
    { uid: 2, message: 'second', event: 'INSERT', id: 'a', time: minutesAgo(9) },
    { uid: 1, message: 'first', event: 'INSERT', id: 'b', time: minutesAgo(8) },
    { uid: 1, message: 'first, edited', event: 'MODIFY', id: 'c', time: minutesAgo(7) },
    { uid: 1, message: 'first', event: 'INSERT', id: 'b', time: minutesAgo(8) },
    // At one instant a removal wins, whatever its id; among others the greater id.
    { uid: 3, message: 'gone', event: 'INSERT', id: 'z', time: minutesAgo(6, '000001') },
    { uid: 3, event: 'REMOVE', id: 'd', time: minutesAgo(6, '000001') },
    { uid: 4, message: 'less', event: 'MODIFY', id: 'e', time: minutesAgo(5) },
    { uid: 4, message: 'greater', event: 'MODIFY', id: 'f', time: minutesAgo(5) },
    // Written again after its removal.
    { uid: 5, event: 'REMOVE', id: 'g', time: minutesAgo(4, '000001') },
    { uid: 5, message: 'back', event: 'INSERT', id: 'h', time: minutesAgo(4, '000002') },
    { livestream: 'live-2', uid: 1, message: 'elsewhere', event: 'INSERT', id: 'i', time: minutesAgo(3) },
  ];

  it('of every message is what the view chat_messages_current shows', async () => {
    await load(history);
    await connection.run(sql('ChatMessagesCurrentQuery'));
    expect(await rowsOf('SELECT livestreamid, uid, message FROM chat_messages_current ORDER BY 1, 2')).toEqual([
      ['live-1', '1', 'first, edited'],
      ['live-1', '2', 'second'],
      ['live-1', '4', 'greater'],
      ['live-1', '5', 'back'],
      ['live-2', '1', 'elsewhere'],
    ]);
  });

  it('of one broadcast comes in the order of its messages', async () => {
    await load(history);
    const rows = await rowsOf(sql('BroadcastInOrderQuery'));
    expect(rows.map(([uid, , , , , message]) => [uid, message])).toEqual([
      ['1', 'first, edited'],
      ['2', 'second'],
      ['4', 'greater'],
      ['5', 'back'],
    ]);
  });

  it('is asked of the by-livestream table for one livestream only, as its injected partitions demand', () => {
    expect(sql('BroadcastInOrderQuery')).toMatch(/FROM chat_by_livestream\s+WHERE livestreamid = '/);
    for (const logicalId of ['RowsPerLivestreamQuery', 'MessagesPerMinuteQuery', 'ChatMessagesCurrentQuery']) {
      expect(sql(logicalId)).not.toContain('chat_by_livestream');
    }
  });
});
