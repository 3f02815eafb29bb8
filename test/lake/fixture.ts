import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { tableFromGlue } from '../../lake/catalog.ts';
import { openLake } from '../../lake/database.ts';

const COLUMNS = [
  ['livestreamid', 'string'],
  ['uid', 'bigint'],
  ['userid', 'string'],
  ['nickname', 'string'],
  ['message', 'string'],
  ['messagetype', 'string'],
  ['createdat', 'string'],
  ['eventid', 'string'],
  ['eventname', 'string'],
  ['eventtime', 'string'],
].map(([Name, Type]) => ({ Name, Type }));

/** Properties of an `AWS::Glue::Table` as the delivery streams make them, `template` under `s3://lake/`. */
export function glueTable({
  name,
  columns = COLUMNS,
  keys = [],
  parameters = {},
  template = '',
}: {
  name: string;
  columns?: unknown[];
  keys?: unknown[];
  parameters?: Record<string, string>;
  template?: string;
}) {
  return {
    CatalogId: '000000000000',
    DatabaseName: 'tributary_dev',
    TableInput: {
      Name: name,
      TableType: 'EXTERNAL_TABLE',
      Parameters: { EXTERNAL: 'TRUE', classification: 'json', ...parameters },
      PartitionKeys: keys,
      StorageDescriptor: {
        Columns: columns,
        Location: `s3://lake/${template.split('${')[0]}`,
        InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
        OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
        Compressed: true,
        SerdeInfo: {
          SerializationLibrary: 'org.apache.hive.hcatalog.data.JsonSerDe',
          Parameters: { 'serialization.format': '1' },
        },
      },
    },
  };
}

export const byTime = glueTable({
  name: 'chat_by_time',
  keys: [{ Name: 'hour', Type: 'string' }],
  template: 'chat/by-time/${hour}/',
  parameters: {
    'projection.enabled': 'true',
    'projection.hour.type': 'date',
    'projection.hour.format': 'yyyy/MM/dd/HH',
    'projection.hour.range': '2026/01/01/00,NOW+1DAYS',
    'projection.hour.interval': '1',
    'projection.hour.interval.unit': 'HOURS',
    'storage.location.template': 's3://lake/chat/by-time/${hour}/',
  },
});

export const byLivestream = glueTable({
  name: 'chat_by_livestream',
  columns: COLUMNS.slice(1),
  keys: [{ Name: 'livestreamid', Type: 'string' }],
  template: 'chat/by-livestream/LivestreamID=${livestreamid}/',
  parameters: {
    'projection.enabled': 'true',
    'projection.livestreamid.type': 'injected',
    'storage.location.template': 's3://lake/chat/by-livestream/LivestreamID=${livestreamid}/',
  },
});

/** A row with the codec's spelling of the keys; UID as text, since it may exceed what a number holds. */
export const row = (livestream: string, uid: string, more: Record<string, unknown> = {}): string =>
  JSON.stringify({
    LivestreamID: livestream,
    UID: 0,
    UserID: 'u-1',
    Nickname: 'n',
    Message: 'hello',
    MessageType: 'CHAT',
    CreatedAt: '2026-07-13T08:59:59.000Z',
    EventID: crypto.randomUUID(),
    EventName: 'INSERT',
    EventTime: '2026-07-13T09:00:00.000000Z',
    ...more,
  }).replace('"UID":0', `"UID":${uid}`);

export function temporaryBucket() {
  const directory = mkdtempSync(join(tmpdir(), 'tributary lake’s '));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return {
    directory,
    put(key: string, body: Buffer): void {
      mkdirSync(dirname(join(directory, key)), { recursive: true });
      writeFileSync(join(directory, key), body);
    },
    putRows(key: string, rows: string[], compress: (body: Buffer) => Buffer = gzipSync): void {
      this.put(key, compress(Buffer.from(rows.map((each) => `${each}\n`).join(''))));
    },
  };
}

export const NOW = Date.UTC(2026, 6, 13, 9, 30);

export async function lakeOver(
  directory: string,
  glueTables: unknown[] = [byTime, byLivestream],
  views: string[] = [],
) {
  const lake = await openLake({
    tables: glueTables.map(tableFromGlue),
    bucketDirectory: () => directory,
    views,
    now: () => NOW,
  });
  onTestFinished(() => lake.close());
  return {
    ...lake,
    rows: async (sql: string) => (await lake.query(sql)).rows,
  };
}
