import { describe, expect, it } from 'vitest';
import { byLivestream, byTime, glueTable, lakeOver, row, temporaryBucket } from './fixture.ts';

const REFUSAL =
  'CONSTRAINT_VIOLATION: For the injected projected partition column livestreamid, the WHERE clause must contain only static equality conditions, and at least one such condition must be present.';

async function lake() {
  const bucket = temporaryBucket();
  for (const id of ['a', 'b', 'c']) {
    const rows = [row(id, '1'), row(id, '2')].map((text) => text.replace(`"LivestreamID":"${id}",`, ''));
    bucket.putRows(`chat/by-livestream/LivestreamID=${id}/x.gz`, rows);
    bucket.putRows(`chat/by-time/2026/07/13/09/${id}.gz`, [row(id, '1')]);
  }
  return lakeOver(
    bucket.directory,
    [byTime, byLivestream],
    [
      'CREATE OR REPLACE VIEW everything AS SELECT uid, livestreamid FROM chat_by_livestream',
      'CREATE OR REPLACE VIEW renamed AS SELECT livestreamid AS id, uid FROM everything',
      "CREATE OR REPLACE VIEW only_a AS SELECT * FROM chat_by_livestream WHERE livestreamid = 'a'",
      'CREATE OR REPLACE VIEW newest AS SELECT livestreamid, uid FROM (SELECT livestreamid, uid, row_number() OVER (PARTITION BY livestreamid, uid ORDER BY eventtime) AS n FROM chat_by_livestream) AS x WHERE n = 1',
    ],
  );
}

/** Each query with the number that it answers. */
const accepted: [sql: string, answer: bigint][] = [
  ["SELECT count(*) FROM chat_by_livestream WHERE livestreamid = 'a'", 2n],
  ["SELECT count(*) FROM chat_by_livestream WHERE 'a' = LivestreamID AND uid > 1", 1n],
  ["SELECT count(*) FROM chat_by_livestream t WHERE t.livestreamid IN ('a', 'b')", 4n],
  ["SELECT count(*) FROM chat_by_livestream WHERE livestreamid = 'a' OR livestreamid = 'b'", 4n],
  [
    "SELECT count(*) FROM chat_by_livestream WHERE (livestreamid = 'a' AND uid = 1) OR (livestreamid = 'b' AND uid = 2)",
    2n,
  ],
  ["SELECT count(*) FROM chat_by_livestream WHERE livestreamid = concat('', 'a')", 2n],
  ["SELECT count(*) FROM chat_by_livestream WHERE livestreamid = CAST('a' AS VARCHAR)", 2n],
  ["SELECT count(*) FROM chat_by_livestream WHERE livestreamid = 'a' AND livestreamid LIKE 'a%'", 2n],
  ["SELECT count(*) FROM chat_by_livestream WHERE livestreamid = 'a' AND livestreamid = 'b'", 0n],
  ['SELECT count(*) FROM chat_by_livestream WHERE livestreamid = NULL', 0n],
  ["SELECT count(*) FROM chat_by_livestream WHERE livestreamid = '../c'", 0n],
  ["SELECT count(*) FROM (SELECT * FROM chat_by_livestream) AS t WHERE livestreamid = 'a'", 2n],
  ["SELECT count(*) FROM (SELECT livestreamid AS id, uid FROM chat_by_livestream) AS t WHERE t.id = 'a'", 2n],
  ["SELECT count(*) FROM (SELECT uid, livestreamid FROM chat_by_livestream) AS t(u, id) WHERE id = 'a'", 2n],
  [
    "SELECT sum(n) FROM (SELECT livestreamid, count(*) AS n FROM chat_by_livestream GROUP BY 1) AS t WHERE livestreamid = 'a'",
    2n,
  ],
  ["SELECT count(*) FROM (SELECT DISTINCT livestreamid FROM chat_by_livestream) AS t WHERE livestreamid = 'a'", 1n],
  ["WITH t AS (SELECT * FROM chat_by_livestream) SELECT count(*) FROM t WHERE livestreamid = 'a'", 2n],
  [
    "WITH t(id) AS (SELECT livestreamid FROM chat_by_livestream), u AS (SELECT * FROM t) SELECT count(*) FROM u WHERE id = 'a'",
    2n,
  ],
  ["SELECT count(*) FROM everything WHERE livestreamid = 'a'", 2n],
  ["SELECT count(*) FROM renamed WHERE id = 'a'", 2n],
  ['SELECT count(*) FROM only_a', 2n],
  ["SELECT count(*) FROM newest WHERE livestreamid = 'a'", 2n],
  [
    "SELECT count(*) FROM chat_by_livestream x JOIN chat_by_livestream y ON x.livestreamid = y.livestreamid AND x.uid = y.uid WHERE x.livestreamid = 'a'",
    2n,
  ],
  [
    "SELECT count(*) FROM chat_by_livestream x JOIN chat_by_livestream y USING (livestreamid, uid) WHERE livestreamid = 'a'",
    2n,
  ],
  [
    "SELECT count(*) FROM chat_by_livestream x LEFT JOIN chat_by_livestream y ON x.livestreamid = y.livestreamid AND x.uid = y.uid WHERE x.livestreamid = 'a'",
    2n,
  ],
  ["SELECT count(*) FROM chat_by_time t JOIN chat_by_livestream l ON t.uid = l.uid AND l.livestreamid = 'a'", 3n],
  ["SELECT count(*) FROM chat_by_time t LEFT JOIN chat_by_livestream l ON t.uid = l.uid AND l.livestreamid = 'a'", 3n],
  [
    "SELECT sum(n) FROM (SELECT count(*) AS n FROM chat_by_livestream WHERE livestreamid = 'a' UNION ALL SELECT count(*) FROM chat_by_livestream WHERE livestreamid = 'b') AS t",
    4n,
  ],
  [
    "SELECT count(*) FROM (SELECT livestreamid AS id FROM chat_by_livestream UNION ALL SELECT livestreamid FROM chat_by_time) AS t WHERE id = 'a'",
    3n,
  ],
  ["SELECT count(*) FROM chat_by_time WHERE uid IN (SELECT uid FROM chat_by_livestream WHERE livestreamid = 'a')", 3n],
  ["SELECT (SELECT count(*) FROM chat_by_livestream WHERE livestreamid = 'b') + 0 AS n FROM chat_by_time LIMIT 1", 2n],
  ['WITH chat_by_livestream AS (SELECT * FROM chat_by_time) SELECT count(*) FROM chat_by_livestream', 3n],
  ['SELECT count(*) FROM chat_by_time', 3n],
];

const refused = [
  'SELECT * FROM chat_by_livestream',
  'EXPLAIN SELECT * FROM chat_by_livestream',
  'SELECT * FROM chat_by_livestream LIMIT 1',
  "SELECT * FROM chat_by_livestream WHERE livestreamid <> 'a'",
  "SELECT * FROM chat_by_livestream WHERE livestreamid LIKE 'a%'",
  "SELECT * FROM chat_by_livestream WHERE livestreamid >= 'a' AND livestreamid <= 'a'",
  "SELECT * FROM chat_by_livestream WHERE livestreamid = 'a' OR uid = 1",
  "SELECT * FROM chat_by_livestream WHERE NOT livestreamid = 'a'",
  "SELECT * FROM chat_by_livestream WHERE lower(livestreamid) = 'a'",
  "SELECT * FROM chat_by_livestream WHERE message = 'livestreamid = a'",
  "SELECT 'livestreamid' FROM chat_by_livestream -- WHERE livestreamid = 'a'",
  'SELECT * FROM chat_by_livestream WHERE livestreamid IN (SELECT livestreamid FROM chat_by_time)',
  "SELECT * FROM chat_by_livestream WHERE livestreamid IN ('a', message)",
  'SELECT * FROM chat_by_livestream WHERE livestreamid = userid',
  "SELECT livestreamid, count(*) FROM chat_by_livestream GROUP BY 1 HAVING livestreamid = 'a'",
  "SELECT * FROM (SELECT * FROM chat_by_livestream LIMIT 5) AS t WHERE livestreamid = 'a'",
  "SELECT * FROM (SELECT livestreamid, row_number() OVER (ORDER BY uid) AS n FROM chat_by_livestream) AS t WHERE livestreamid = 'a'",
  "SELECT * FROM (SELECT upper(livestreamid) AS livestreamid FROM chat_by_livestream) AS t WHERE livestreamid = 'a'",
  "SELECT * FROM (SELECT userid AS livestreamid FROM chat_by_livestream) AS t WHERE livestreamid = 'a'",
  'SELECT * FROM everything',
  'SELECT * FROM renamed WHERE uid = 1',
  'SELECT * FROM newest WHERE uid = 1',
  'SELECT * FROM chat_by_livestream t JOIN chat_by_time u ON t.livestreamid = u.livestreamid',
  "SELECT * FROM chat_by_livestream x, chat_by_livestream y WHERE x.livestreamid = 'a'",
  "SELECT * FROM chat_by_livestream x LEFT JOIN chat_by_livestream y ON x.livestreamid = y.livestreamid AND y.livestreamid = 'a'",
  "SELECT * FROM chat_by_livestream x LEFT JOIN chat_by_livestream y ON x.uid = y.uid AND x.livestreamid = 'a' WHERE y.livestreamid = 'a'",
  "SELECT 1 FROM chat_by_livestream WHERE livestreamid = 'a' UNION ALL SELECT 1 FROM chat_by_livestream",
  'SELECT * FROM chat_by_time WHERE uid IN (SELECT uid FROM chat_by_livestream)',
  'SELECT (SELECT max(uid) FROM chat_by_livestream)',
  "WITH t AS (SELECT * FROM chat_by_livestream) SELECT * FROM t AS x JOIN t AS y ON x.uid = y.uid WHERE x.livestreamid = 'a'",
];

describe('a table with an injected partition column', () => {
  it.each(accepted)('is read by %s', async (sql, answer) => {
    expect(BigInt(String((await (await lake()).rows(sql))[0]![0]))).toBe(answer);
  });

  it.each(refused)('is not read by %s', async (sql) => {
    await expect((await lake()).query(sql)).rejects.toThrow(REFUSAL);
  });

  it('may be described without a condition', async () => {
    expect((await (await lake()).rows('DESCRIBE chat_by_livestream')).length).toBe(10);
  });

  it('opens the folders of the named values alone', async () => {
    const bucket = temporaryBucket();
    bucket.putRows('t/id=a/x.gz', ['{"v":1}']);
    bucket.put('t/id=b/x.gz', Buffer.from('neither gzip nor JSON'));
    const table = glueTable({
      name: 't',
      columns: [{ Name: 'v', Type: 'int' }],
      keys: [{ Name: 'id', Type: 'string' }],
      template: 't/',
      parameters: { 'projection.enabled': 'true', 'projection.id.type': 'injected' },
    });
    const only = await lakeOver(bucket.directory, [table]);
    expect(await only.rows("SELECT v, id FROM t WHERE id = 'a'")).toEqual([[1, 'a']]);
  });
});
