import { cpSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createS3 } from '../../../local/s3/service.ts';
import { BUCKET, createS3Fixture, type S3Fixture } from './fixture.ts';

let fixture: S3Fixture;
beforeEach(async () => {
  fixture = await createS3Fixture();
});
afterEach(() => fixture.close());

const fileOf = (key: string) => join(fixture.s3.buckets.directory(BUCKET), key);
const put = (Key: string, Body: string, Metadata: Record<string, string> = {}) =>
  fixture.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, Metadata }));
const get = (Key: string) => fixture.client.send(new GetObjectCommand({ Bucket: BUCKET, Key }));

test('objects are plain files under their keys, and nothing else lies in the bucket', async () => {
  await put('a/b/c.json', '{}');
  await put('a/b/c.json', '{"v":2}');
  expect(readFileSync(fileOf('a/b/c.json'), 'utf8')).toBe('{"v":2}');
  expect(readdirSync(fixture.s3.buckets.directory(BUCKET), { recursive: true }).sort()).toEqual([
    'a',
    'a/b',
    'a/b/c.json',
  ]);
});

test('everything survives a restart', async () => {
  const { ETag } = await put('kept', 'body', { m: '1' });
  await fixture.clock.advance(60_000);
  const { body, summary } = await fixture.restart().buckets.getObject(BUCKET, 'kept');
  expect(body.toString()).toBe('body');
  expect(summary).toEqual({ key: 'kept', size: 4, etag: ETag, lastModified: Date.UTC(2026, 6, 1, 12, 0, 0, 250) });
});

test('a write cut off between its record and its file leaves the old object whole', async () => {
  await put('victim', 'old!', { version: 'old' });
  const aside = join(fixture.root, 'aside');
  linkSync(fileOf('victim'), aside);
  await put('victim', 'new!', { version: 'new' });
  // What a kill between the two renames leaves: the new record is written, the old file still there.
  renameSync(aside, fileOf('victim'));
  const found = await get('victim');
  expect(await found.Body!.transformToString()).toBe('old!');
  expect(found.Metadata).toEqual({ version: 'old' });
});

test('what a crash left half written is swept away at the next start and never listed', async () => {
  const temporary = join(fixture.root, 's3-meta', '.temporary');
  writeFileSync(join(temporary, 'half'), 'ha');
  expect(await fixture.s3.buckets.listObjects(BUCKET, '')).toEqual([]);
  fixture.restart();
  expect(readdirSync(temporary)).toEqual([]);
});

test('a file put there by hand reads and lists, and is known from then on', async () => {
  mkdirSync(fileOf('by'), { recursive: true });
  writeFileSync(fileOf('by/hand.txt'), 'hello');
  utimesSync(fileOf('by/hand.txt'), 1000, 1000);
  const found = await get('by/hand.txt');
  expect(await found.Body!.transformToString()).toBe('hello');
  expect(found).toMatchObject({ ETag: '"5d41402abc4b2a76b9719d911017c592"', ContentType: 'binary/octet-stream' });
  expect(await fixture.s3.buckets.listObjects(BUCKET, '')).toEqual([
    { key: 'by/hand.txt', size: 5, etag: '"5d41402abc4b2a76b9719d911017c592"', lastModified: 1_000_000 },
  ]);
});

test('an object edited by hand gets a new ETag and loses the metadata of the old', async () => {
  const { ETag } = await put('edited', 'before', { m: '1' });
  writeFileSync(fileOf('edited'), 'after!');
  const found = await get('edited');
  expect(found.ETag).not.toBe(ETag);
  expect(found.Metadata).toEqual({});
});

test('a data directory copied elsewhere keeps its metadata, although every file is of a new time', async () => {
  const { ETag } = await put('moved', 'body', { m: '1' });
  const copy = join(fixture.root, 'copy');
  cpSync(join(fixture.root, 's3'), join(copy, 's3'), { recursive: true });
  cpSync(join(fixture.root, 's3-meta'), join(copy, 's3-meta'), { recursive: true });
  utimesSync(join(copy, 's3', BUCKET, 'moved'), 5, 5);
  const s3 = createS3({ directory: join(copy, 's3'), clock: fixture.clock, region: 'us-east-1' });
  const { summary } = await s3.buckets.getObject(BUCKET, 'moved');
  expect(summary).toMatchObject({ etag: ETag, lastModified: fixture.clock.now() });
});

test('a record that somebody damaged costs the metadata, not the object', async () => {
  await put('odd', 'body', { m: '1' });
  const records = join(fixture.root, 's3-meta', BUCKET, 'objects');
  for (const name of readdirSync(records, { recursive: true, encoding: 'utf8' }).filter((found) =>
    found.endsWith('.json'),
  )) {
    writeFileSync(join(records, name), '[{"key":');
  }
  expect(await (await get('odd')).Body!.transformToString()).toBe('body');
});
