import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyToPath, nameToSegment } from '../../../local/s3/key-path.ts';
import { BUCKET, createS3Fixture, type S3Fixture } from './fixture.ts';

const SEED = 20260702;

let fixture: S3Fixture;
beforeAll(async () => {
  fixture = await createS3Fixture();
  writeFileSync(join(fixture.root, 'outside.txt'), 'secret');
});
afterAll(() => fixture.close());

const put = (Key: string, Body = Key) => fixture.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
const get = async (Key: string) =>
  await (await fixture.client.send(new GetObjectCommand({ Bucket: BUCKET, Key }))).Body!.transformToString();
const remove = (Key: string) => fixture.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));
const keys = async (prefix = '') => (await fixture.s3.buckets.listObjects(BUCKET, prefix)).map((object) => object.key);

describe('a key hostile to a file system comes back unchanged', () => {
  test.each([
    '..',
    '.',
    '../outside.txt',
    '../../outside.txt',
    'a/../b',
    './x',
    'x/.',
    'x/..',
    '/',
    '//',
    '/leading',
    'trailing/',
    'mid//dle',
    '///',
    '%',
    '%%',
    '%.',
    '%..',
    '%2E%2E/x',
    '%2F',
    '..%2f..',
    'back\\slash',
    '..\\..\\x',
    'C:\\x',
    'CON',
    'nul.txt',
    'a:b',
    'star*?<>|"',
    ' ',
    ' lead and trail ',
    '\t',
    'line\nfeed',
    'return\r',
    '\u0001\u007f',
    '~',
    '$HOME',
    '`id`',
    '-rf',
    '\u00e9',
    'e\u0301',
    '\ufffd',
    '😀/🙂',
    '\u202e',
    'x'.repeat(255),
    `${'y'.repeat(200)}/`.repeat(5),
    '__proto__',
    'constructor/prototype',
    '.temporary',
    'bucket.json',
    'a+b c',
    'hash#?query=1&x',
    "quote'",
    'é'.repeat(127),
  ])('%j', async (key) => {
    await put(key, `body of ${key}`);
    expect(await get(key)).toBe(`body of ${key}`);
    expect(await keys(key)).toContain(key);
    const wire = await fixture.client.send(
      new ListObjectsV2Command({ Bucket: BUCKET, Prefix: key, EncodingType: 'url' }),
    );
    expect(wire.Contents?.map((object) => decodeURIComponent(object.Key!))).toContain(key);
    await remove(key);
    expect(await keys()).toEqual([]);
    expect(readFileSync(join(fixture.root, 'outside.txt'), 'utf8')).toBe('secret');
    expect(readdirSync(fixture.root).sort()).toEqual(['outside.txt', 's3', 's3-meta']);
  });
});

describe('a key that cannot be a file is refused with the reason', () => {
  test.each([
    ['a segment over 255 bytes', 'x'.repeat(256), 'KeyTooLongError', /255 bytes, not 256/],
    ['the same in two-byte letters', 'é'.repeat(128), 'KeyTooLongError', /255 bytes, not 256/],
    ['over 1,024 bytes', 'long/'.repeat(205), 'KeyTooLongError', /too long/],
    ['NUL', 'a\0b', 'InvalidArgument', /NUL/],
  ])('%s', async (_, key, code, message) => {
    for (const attempt of await Promise.allSettled([put(key), get(key), remove(key)])) {
      const reason = { name: code, message: expect.stringMatching(message) };
      expect(attempt).toMatchObject({ status: 'rejected', reason });
    }
  });

  test('what is not UTF-8', async () => {
    for (const path of ['%ff', '%c3%28', '%ed%a0%80', '%zz', '%']) {
      const response = await fetch(`${fixture.url}/${BUCKET}/${path}`, { method: 'PUT', body: 'x' });
      expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('InvalidURI')]);
    }
    await expect(fixture.s3.buckets.putObject(BUCKET, 'half \ud800', Buffer.from('x'))).rejects.toMatchObject({
      code: 'InvalidArgument',
    });
  });

  test('a key that is a directory of another, either way round, until the other is gone', async () => {
    await put('tree/leaf');
    await expect(put('tree')).rejects.toMatchObject({
      name: 'InvalidArgument',
      message: expect.stringMatching(/stands in its way/),
    });
    for (const below of ['tree/leaf/more', 'tree/leaf/more/still']) {
      await expect(put(below)).rejects.toMatchObject({
        name: 'InvalidArgument',
        message: expect.stringContaining('while tree/leaf stands in its way'),
      });
    }
    await expect(get('tree')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(get('tree/leaf/more')).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(await keys()).toEqual(['tree/leaf']);
    await put('tree/', 'a folder marker fits');
    await remove('tree/leaf');
    await remove('tree/');
    await put('tree');
    expect(await keys()).toEqual(['tree']);
    await remove('tree');
  });
});

describe('no key leads out of the bucket', () => {
  test('symbolic links are neither read, listed, followed nor deleted through', async () => {
    const bucket = fixture.s3.buckets.directory(BUCKET);
    const outside = mkdtempSync(join(tmpdir(), 'tributary-outside-'));
    writeFileSync(join(outside, 'secret'), 'secret');
    mkdirSync(join(bucket, 'real'));
    symlinkSync(outside, join(bucket, 'link'));
    symlinkSync(join(outside, 'secret'), join(bucket, 'file'));
    symlinkSync('..', join(bucket, 'real', 'up'));
    for (const key of ['link/secret', 'file', 'real/up/lake/x'])
      await expect(get(key)).rejects.toMatchObject({ name: 'NoSuchKey' });
    for (const key of ['link/secret', 'link/new', 'link/deep/new', 'real/up/escaped/x']) {
      await expect(put(key)).rejects.toMatchObject({ name: 'InvalidArgument' });
    }
    await remove('link/secret');
    await put('file', 'takes the place of the link');
    expect(await keys()).toEqual(['file']);
    expect(readdirSync(outside)).toEqual(['secret']);
    expect(readFileSync(join(outside, 'secret'), 'utf8')).toBe('secret');
    await remove('file');
    rmSync(outside, { recursive: true });
  });

  test('bucket names cannot be paths', async () => {
    for (const bucket of ['..', '.', '%2e%2e', 'a%2Fb', 's3-meta%2f..', 'UPPER', 'x']) {
      const response = await fetch(`${fixture.url}/${bucket}/x`.replace('/../', '/%2e%2e/').replace('/./', '/%2e/'));
      expect([400, 404]).toContain(response.status);
    }
    for (const bucket of ['..', '.', '', 'a/b', '../s3-meta']) {
      await expect(fixture.s3.buckets.getObject(bucket, 'x')).rejects.toMatchObject({ code: 'NoSuchBucket' });
      await expect(fixture.s3.createBucket(bucket)).rejects.toMatchObject({ code: 'InvalidBucketName' });
    }
  });
});

test(`every key and its path name each other, below the bucket (seed ${SEED})`, () => {
  const segment = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 8 }),
    fc.constantFrom('', '.', '..', '%', '%%', '%.', '%..', '%%..', '...'),
  );
  fc.assert(
    fc.property(fc.array(segment, { minLength: 1, maxLength: 6 }), (segments) => {
      const key = segments.join('/');
      fc.pre(key !== '' && !key.includes('\0'));
      const path = keyToPath('/bucket', key);
      expect(path.startsWith('/bucket/')).toBe(true);
      const names = path.slice('/bucket/'.length).split('/');
      expect(names.some((name) => ['', '.', '..'].includes(name))).toBe(false);
      expect(names.map(nameToSegment).join('/')).toBe(key);
    }),
    { seed: SEED, numRuns: 2000 },
  );
});
