import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { byTime, glueTable, lakeOver, row, temporaryBucket } from './fixture.ts';

const HOUR = 'chat/by-time/2026/07/13/09/';
const savedQuery = (name: string) =>
  readFileSync(join(import.meta.dirname, `../../infra/queries/${name}.sql`), 'utf8').replaceAll(
    '${self:custom.settings.timeZone}',
    'UTC',
  );

describe('reading tables', () => {
  it('finds an empty table where no object lies yet', async () => {
    const lake = await lakeOver(temporaryBucket().directory);
    expect(await lake.rows('SELECT count(*) FROM chat_by_time')).toEqual([[0n]]);
    expect((await lake.query('SELECT * FROM chat_by_time')).columns.map(({ name, type }) => `${name} ${type}`)).toEqual(
      [
        'livestreamid varchar',
        'uid bigint',
        'userid varchar',
        'nickname varchar',
        'message varchar',
        'messagetype varchar',
        'createdat varchar',
        'eventid varchar',
        'eventname varchar',
        'eventtime varchar',
        'hour varchar',
      ],
    );
  });

  it('reads every digit of the greatest BIGINT', async () => {
    const bucket = temporaryBucket();
    bucket.putRows(`${HOUR}a.gz`, [row('live-1', '9223372036854775807'), row('live-1', '9007199254740993')]);
    const lake = await lakeOver(bucket.directory);
    expect(await lake.rows('SELECT uid FROM chat_by_time ORDER BY uid')).toEqual([
      [9007199254740993n],
      [9223372036854775807n],
    ]);
  });

  it('sees an object that arrives after the first query', async () => {
    const bucket = temporaryBucket();
    const lake = await lakeOver(bucket.directory);
    await lake.query('SELECT * FROM chat_by_time');
    bucket.putRows(`${HOUR}a.gz`, [row('live-1', '1')]);
    expect(await lake.rows('SELECT count(*) FROM chat_by_time')).toEqual([[1n]]);
    bucket.putRows(`${HOUR}a.gz`, [row('live-1', '1'), row('live-1', '2')]);
    expect(await lake.rows('SELECT count(*) FROM chat_by_time')).toEqual([[2n]]);
  });

  it('takes the partition value from the path and prunes by it', async () => {
    const bucket = temporaryBucket();
    bucket.putRows(`${HOUR}a.gz`, [row('live-1', '1')]);
    bucket.putRows('chat/by-time/2026/07/13/08/deeper/a.gz', [row('live-1', '2')]);
    bucket.put('chat/by-time/2026/07/13/07/broken.gz', gzipSync('no JSON\n'));
    const lake = await lakeOver(bucket.directory);
    expect(await lake.rows("SELECT hour, uid FROM chat_by_time WHERE hour >= '2026/07/13/08' ORDER BY hour")).toEqual([
      ['2026/07/13/08', 2n],
      ['2026/07/13/09', 1n],
    ]);
    await expect(lake.query('SELECT count(uid) FROM chat_by_time')).rejects.toThrow(/Malformed JSON/);
  });

  it('gives no rows, and no error, for partitions outside the projected range', async () => {
    const bucket = temporaryBucket();
    for (const hour of ['2025/12/31/23', '2026/01/01/00', '2026/07/14/09', '2026/07/14/10', '2026/13/01/00', 'x']) {
      bucket.putRows(`chat/by-time/${hour}/a.gz`, [row('live-1', '1')]);
    }
    const lake = await lakeOver(bucket.directory);
    expect(await lake.rows('SELECT hour FROM chat_by_time ORDER BY 1')).toEqual([['2026/01/01/00'], ['2026/07/14/09']]);
    expect(await lake.rows("SELECT * FROM chat_by_time WHERE hour = '2025/12/31/23'")).toEqual([]);
  });

  it('reads gzip by what is in the object, in one member or several, and plain text', async () => {
    const bucket = temporaryBucket();
    bucket.putRows(`${HOUR}named.gz`, [row('live-1', '1')]);
    bucket.putRows(`${HOUR}unnamed`, [row('live-1', '2')]);
    bucket.put(
      `${HOUR}several.gz`,
      Buffer.concat([row('live-1', '3'), row('live-1', '4')].map((text) => gzipSync(`${text}\n`))),
    );
    bucket.putRows(`${HOUR}plain.json`, [row('live-1', '5')], (body) => body);
    const lake = await lakeOver(bucket.directory);
    expect(await lake.rows('SELECT uid FROM chat_by_time ORDER BY uid')).toEqual([[1n], [2n], [3n], [4n], [5n]]);
  });

  it('takes keys for columns whatever their case, also when one object spells them in several ways', async () => {
    const bucket = temporaryBucket();
    bucket.putRows(`${HOUR}a.gz`, ['{"UID":1,"Message":"a"}']);
    bucket.putRows(`${HOUR}b.gz`, ['{"uid":2,"MESSAGE":"b"}', '{"Uid":3,"message":"c"}', '{"other":1}']);
    const lake = await lakeOver(bucket.directory);
    expect(await lake.rows('SELECT uid, message FROM chat_by_time ORDER BY uid')).toEqual([
      [1n, 'a'],
      [2n, 'b'],
      [3n, 'c'],
      [null, null],
    ]);
  });

  it('gives null for the columns that a tombstone lacks', async () => {
    const bucket = temporaryBucket();
    bucket.putRows(`${HOUR}a.gz`, [
      '{"LivestreamID":"live-1","UID":1,"EventID":"e","EventName":"REMOVE","EventTime":"t"}',
    ]);
    const lake = await lakeOver(bucket.directory);
    expect(await lake.rows('SELECT livestreamid, message, eventname FROM chat_by_time')).toEqual([
      ['live-1', null, 'REMOVE'],
    ]);
  });

  it('passes over hidden files and links, and reads names that mean something to SQL or to a shell', async () => {
    const bucket = temporaryBucket();
    const outside = temporaryBucket();
    outside.putRows('secret.gz', [row('secret', '666')]);
    mkdirSync(join(bucket.directory, HOUR), { recursive: true });
    symlinkSync(join(outside.directory, 'secret.gz'), join(bucket.directory, HOUR, 'link.gz'));
    symlinkSync(outside.directory, join(bucket.directory, HOUR, 'folder'));
    bucket.putRows(`${HOUR}.hidden.gz`, [row('live-1', '100')]);
    bucket.putRows(`${HOUR}_hidden.gz`, [row('live-1', '101')]);
    const names = [
      "o'clock.gz",
      'a1.gz',
      'a[1].gz',
      'a*.gz',
      'a?.gz',
      '{a,b}.gz',
      "');DROP VIEW chat_by_time;--.gz",
      '한국.gz',
      '%/x.gz',
    ];
    for (const [index, name] of names.entries()) bucket.putRows(HOUR + name, [row('live-1', String(index))]);
    const lake = await lakeOver(bucket.directory);
    expect(await lake.rows('SELECT uid FROM chat_by_time ORDER BY uid')).toEqual(
      names.map((_, index) => [BigInt(index)]),
    );
  });

  it('reads Hive-style folders of a table without projection, and a table without partitions', async () => {
    const bucket = temporaryBucket();
    const columns = [{ Name: 'v', Type: 'int' }];
    bucket.putRows('events/client_id=web/year=2026/a.gz', ['{"v":1}']);
    bucket.putRows('events/client_id=app/year=2025/a.gz', ['{"v":2}']);
    const keys = [
      { Name: 'client_id', Type: 'string' },
      { Name: 'year', Type: 'int' },
    ];
    const lake = await lakeOver(bucket.directory, [
      glueTable({ name: 'events', columns, keys, template: 'events/' }),
      glueTable({ name: 'everything', columns, template: 'events/' }),
    ]);
    expect(await lake.rows('SELECT client_id, year, v FROM events WHERE year > 2025')).toEqual([['web', 2026, 1]]);
    expect(await lake.rows('SELECT sum(v) FROM everything')).toEqual([[3n]]);
  });

  it('hands out lists, maps, decimals and times unrounded', async () => {
    const bucket = temporaryBucket();
    const columns = [
      'l array<bigint>',
      'm map<string,int>',
      'd decimal(38,0)',
      't timestamp',
      'b boolean',
      'f double',
    ].map((text) => ({
      Name: text.split(' ')[0],
      Type: text.split(' ')[1],
    }));
    bucket.putRows('t/a.gz', [
      '{"l":[1,9007199254740993],"m":{"__proto__":1},"d":12345678901234567890123456789012345678,"t":"2026-07-13 09:00:00.5","b":true,"f":1.5}',
    ]);
    const lake = await lakeOver(bucket.directory, [glueTable({ name: 't', columns, template: 't/' })]);
    const [[l, m, d, t, b, f]] = (await lake.rows('SELECT * FROM t')) as [unknown[]];
    expect([l, d, t, b, f]).toEqual([
      [1n, 9007199254740993n],
      '12345678901234567890123456789012345678',
      '2026-07-13 09:00:00.500',
      true,
      1.5,
    ]);
    expect(Object.entries(m as object)).toEqual([['__proto__', 1]]);
  });
});

describe('statements', () => {
  it.each([
    'DROP VIEW chat_by_time',
    'INSERT INTO chat_by_time VALUES (1)',
    'CREATE TABLE x AS SELECT 1',
    "COPY (SELECT 1) TO '/tmp/x.csv'",
    'SET enable_external_access = true',
    'PRAGMA version',
    "ATTACH '/tmp/x.db'",
    'SELECT 1; SELECT 2',
    'EXPLAIN DROP VIEW chat_by_time',
    'CREATE OR REPLACE VIEW chat_by_time AS SELECT 1',
    '',
  ])('refuses %j', async (sql) => {
    const lake = await lakeOver(temporaryBucket().directory);
    await expect(lake.query(sql)).rejects.toThrow(/Only SELECT|One statement|is a table/);
  });

  it('reads nothing outside the buckets', async () => {
    const bucket = temporaryBucket();
    bucket.put('x', Buffer.from('x'));
    const lake = await lakeOver(bucket.directory);
    for (const path of ['/etc/passwd', `${bucket.directory}/../x`, `${bucket.directory}x/y`]) {
      await expect(lake.query(`SELECT * FROM read_text('${path}')`)).rejects.toThrow(/disabled by configuration/);
    }
  });

  it('says in its own words what is wrong with a statement', async () => {
    const lake = await lakeOver(temporaryBucket().directory);
    await expect(lake.query('SELEC 1')).rejects.toThrow(/SYNTAX_ERROR/);
    await expect(lake.query('SELECT * FROM nothing')).rejects.toThrow(/nothing does not exist/);
  });

  it('shows and describes tables and views, by every name that Athena takes', async () => {
    const lake = await lakeOver(
      temporaryBucket().directory,
      [byTime],
      ['CREATE OR REPLACE VIEW "Newest" AS SELECT uid FROM chat_by_time'],
    );
    expect(await lake.rows('SHOW TABLES')).toEqual([['chat_by_time'], ['newest']]);
    expect((await lake.rows('DESCRIBE newest'))[0]!.slice(0, 2)).toEqual(['uid', 'BIGINT']);
    for (const name of ['newest', 'tributary_dev.chat_by_time', '"AwsDataCatalog"."tributary_dev"."chat_by_time"']) {
      expect(await lake.rows(`SELECT count(*) FROM ${name}`)).toEqual([[0n]]);
    }
    expect((await lake.rows('EXPLAIN SELECT * FROM newest')).length).toBe(1);
  });
});

describe('the saved queries', () => {
  const at = (second: string) => `2026-07-13T09:00:${second}Z`;
  async function lakeOfOneHour() {
    const bucket = temporaryBucket();
    const changes = [
      row('live-1', '1', { EventID: 'a', EventTime: at('01.000000') }),
      row('live-1', '1', { EventID: 'a', EventTime: at('01.000000') }),
      row('live-1', '1', { EventID: 'b', EventName: 'MODIFY', Message: 'edited', EventTime: at('02.000000') }),
      row('live-1', '2', { EventID: 'c', EventTime: at('01.000000') }),
      '{"LivestreamID":"live-1","UID":2,"EventID":"d","EventName":"REMOVE","EventTime":"2026-07-13T09:00:01.000000Z"}',
      row('live-2', '3', { EventID: 'e', EventTime: at('59.000000') }),
    ];
    bucket.putRows(`${HOUR}a.gz`, changes);
    for (const id of ['live-1', 'live-2']) {
      const rows = changes
        .filter((text) => text.includes(`"${id}"`))
        .map((text) => text.replace(`"LivestreamID":"${id}",`, ''));
      bucket.putRows(`chat/by-livestream/LivestreamID=${id}/a.gz`, rows);
    }
    return lakeOver(bucket.directory, undefined, [savedQuery('create-view-chat-messages-current')]);
  }

  it('count rows and changes per livestream', async () => {
    const lake = await lakeOfOneHour();
    expect((await lake.rows(savedQuery('rows-per-livestream'))).map((each) => each.slice(0, 3))).toEqual([
      ['live-1', 5n, 4n],
      ['live-2', 1n, 1n],
    ]);
  });

  it('count new messages per minute of the last day, on the clock of the stack', async () => {
    const lake = await lakeOfOneHour();
    expect(await lake.rows(savedQuery('messages-per-minute'))).toEqual([['2026-07-13 09:00:00.000 UTC', 3n, 1n, 2n]]);
  });

  it('show one broadcast as it stood at the end', async () => {
    const lake = await lakeOfOneHour();
    expect(await lake.rows(savedQuery('broadcast-in-order'))).toEqual([
      [1n, '2026-07-13T08:59:59.000Z', 'u-1', 'n', 'CHAT', 'edited'],
    ]);
  });

  it.each(['chat_messages_current', "(SELECT * FROM chat_messages_current) AS c WHERE livestreamid <> 'x'"])(
    'hide repeats and removed messages in %s',
    async (from) => {
      const lake = await lakeOfOneHour();
      expect(await lake.rows(`SELECT livestreamid, uid, message FROM ${from} ORDER BY uid`)).toEqual([
        ['live-1', 1n, 'edited'],
        ['live-2', 3n, 'hello'],
      ]);
    },
  );
});

describe('Presto’s names', () => {
  it.each([
    ["to_iso8601(from_iso8601_timestamp('2021-12-23T16:15:15.098123Z'))", '2021-12-23T16:15:15.098Z'],
    ["from_iso8601_timestamp('2021-12-23T16:15:15.098123Z')", '2021-12-23 16:15:15.098123 UTC'],
    ["from_iso8601_timestamp('2021-12-23T16:15:15Z') AT TIME ZONE 'Asia/Seoul'", '2021-12-24 01:15:15.000'],
    ["date_format(timestamp '2021-01-02 03:04:05', '%Y/%m/%d %H:%i:%s %M %e')", '2021/01/02 03:04:05 January 2'],
    ["date_parse('2021/01/02/03', '%Y/%m/%d/%H')", '2021-01-02 03:00:00.000'],
    ["date_trunc('minute', timestamp '2021-01-02 03:04:05')", '2021-01-02 03:04:00.000'],
    ["date_add('hour', -1, timestamp '2021-01-02 03:04:05')", '2021-01-02 02:04:05.000'],
    ["date_diff('hour', timestamp '2021-01-02 03:59:00', timestamp '2021-01-02 05:00:00')", 1n],
    ["to_unixtime(timestamp '1970-01-01 00:00:02')", 2],
    ['from_unixtime(2)', '1970-01-01 00:00:02.000 UTC'],
    ['current_timestamp', '2026-07-13 09:30:00.000 UTC'],
    ['current_date', '2026-07-13'],
    [`json_extract_scalar('{"a":{"b":"x"}}', '$.a.b')`, 'x'],
    [`json_extract_scalar('{"a":{"b":"x"}}', '$.a')`, null],
    ['cardinality(ARRAY[1, 2, 3])', 3n],
    ["cardinality(map(ARRAY['a'], ARRAY[1]))", 1n],
    ['element_at(ARRAY[1, 2], 2)', 2],
    ["element_at(map(ARRAY['a'], ARRAY[1]), 'a')", 1],
    ["array_join(ARRAY['a', 'b'], ',')", 'a,b'],
    ["regexp_like('abc', 'b.')", true],
    ['7 / 2', 3],
    ['approx_distinct(1)', 1n],
    ['max_by(1, 2)', 1],
    ['min_by(1, 2)', 1],
    ['arbitrary(1)', 1],
  ])('answer %s', async (expression, value) => {
    const lake = await lakeOver(temporaryBucket().directory);
    expect(await lake.rows(`SELECT ${expression}`)).toEqual([[value]]);
  });

  it('refuse a date that does not fit', async () => {
    const lake = await lakeOver(temporaryBucket().directory);
    await expect(lake.query("SELECT date_parse('2021/02/30', '%Y/%m/%d')")).rejects.toThrow(/Invalid format/);
    await expect(lake.query("SELECT date_parse('x', '%Q')")).rejects.toThrow(/does not know %Q/);
  });
});
