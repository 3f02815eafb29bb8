import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BUCKET, createS3Fixture, type S3Fixture } from './fixture.ts';

let fixture: S3Fixture;
beforeAll(async () => {
  fixture = await createS3Fixture();
});
afterAll(() => fixture.close());

const put = (Key: string, Body: string | Buffer, more = {}) =>
  fixture.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, ...more }));
const get = (Key: string, more = {}) => fixture.client.send(new GetObjectCommand({ Bucket: BUCKET, Key, ...more }));
const textOf = async (Key: string, more = {}) => (await get(Key, more)).Body?.transformToString();

describe('PutObject and GetObject', () => {
  test('an object comes back byte for byte, with its metadata and the stack’s time', async () => {
    const body = Buffer.from(Array.from({ length: 70_000 }, (_, i) => i % 251));
    const { ETag } = await put('rows/é 1.gz', body, {
      ContentType: 'application/x-ndjson',
      ContentEncoding: 'gzip',
      CacheControl: 'no-store',
      Metadata: { origin: 'test', line: '7' },
    });
    const found = await get('rows/é 1.gz');
    expect(Buffer.from(await found.Body!.transformToByteArray())).toEqual(body);
    expect(found).toMatchObject({
      ETag,
      ContentLength: body.length,
      ContentType: 'application/x-ndjson',
      ContentEncoding: 'gzip',
      CacheControl: 'no-store',
      Metadata: { origin: 'test', line: '7' },
      LastModified: new Date('2026-07-01T12:00:00Z'),
      AcceptRanges: 'bytes',
    });
  });

  test('an empty object and the default content type', async () => {
    await put('empty', '', { ContentLength: 0 });
    const found = await get('empty');
    expect(await found.Body!.transformToString()).toBe('');
    expect(found.ContentLength).toBe(0);
    await put('untyped', Buffer.from('x'), { ContentType: undefined });
    expect((await get('untyped')).ContentType).toBe('application/octet-stream');
    await fetch(`${fixture.url}/${BUCKET}/raw`, { method: 'PUT', body: new Uint8Array([1]) });
    expect((await get('raw')).ContentType).toBe('binary/octet-stream');
  });

  test('a later write replaces content and metadata', async () => {
    await put('twice', 'one', { Metadata: { a: '1' } });
    await put('twice', 'other');
    const found = await get('twice');
    expect(await found.Body!.transformToString()).toBe('other');
    expect(found.Metadata).toEqual({});
  });

  test.each([
    ['bytes=0-2', '012', 'bytes 0-2/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-4', '6789', 'bytes 6-9/10'],
    ['bytes=8-100', '89', 'bytes 8-9/10'],
    ['bytes=-100', '0123456789', 'bytes 0-9/10'],
  ])('range %s is answered 206 with %s', async (Range, text, contentRange) => {
    await put('digits', '0123456789');
    const found = await get('digits', { Range });
    expect(found.$metadata.httpStatusCode).toBe(206);
    expect(found.ContentRange).toBe(contentRange);
    expect(await found.Body!.transformToString()).toBe(text);
  });

  test.each(['bytes=10-', 'bytes=-0', 'bytes=50-60'])('range %s beyond the end is refused with 416', async (Range) => {
    await put('digits', '0123456789');
    await expect(get('digits', { Range })).rejects.toMatchObject({
      name: 'InvalidRange',
      $metadata: { httpStatusCode: 416 },
    });
  });

  test.each(['bytes=5-2', 'bytes=0-1,4-5', 'lines=1-2', 'bytes=-'])(
    'range %s is left out of account',
    async (range) => {
      await put('digits', '0123456789');
      const response = await fetch(`${fixture.url}/${BUCKET}/digits`, { headers: { range } });
      expect(response.status).toBe(200);
      expect(await response.text()).toBe('0123456789');
    },
  );

  test('conditional reads answer 304 and 412', async () => {
    const { ETag } = await put('versioned', 'v');
    const at = new Date('2026-07-01T12:00:00Z');
    const before = new Date(at.getTime() - 1000);
    const status = (more: object) =>
      get('versioned', more).then(
        (found) => found.$metadata.httpStatusCode,
        (error) => error.$metadata.httpStatusCode,
      );
    expect(await status({ IfMatch: ETag })).toBe(200);
    expect(await status({ IfMatch: '*' })).toBe(200);
    expect(await status({ IfMatch: '"other"' })).toBe(412);
    expect(await status({ IfNoneMatch: ETag })).toBe(304);
    expect(await status({ IfNoneMatch: '"other"' })).toBe(200);
    expect(await status({ IfModifiedSince: at })).toBe(304);
    expect(await status({ IfModifiedSince: before })).toBe(200);
    expect(await status({ IfUnmodifiedSince: at })).toBe(200);
    expect(await status({ IfUnmodifiedSince: before })).toBe(412);
    expect(await status({ IfMatch: ETag, IfUnmodifiedSince: before })).toBe(200);
    expect(await status({ IfNoneMatch: '"other"', IfModifiedSince: at })).toBe(200);
  });
});

describe('HeadObject', () => {
  test('tells the size without a body', async () => {
    await put('heavy', 'x'.repeat(1234), { Metadata: { k: 'v' } });
    const found = await fixture.client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'heavy' }));
    expect(found).toMatchObject({ ContentLength: 1234, Metadata: { k: 'v' } });
  });

  test('an absent key is 404 NotFound', async () => {
    await expect(fixture.client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'absent' }))).rejects.toMatchObject({
      name: 'NotFound',
      $metadata: { httpStatusCode: 404 },
    });
  });
});

describe('DeleteObject and DeleteObjects', () => {
  test('a deleted object is gone, and deleting it again succeeds', async () => {
    await put('doomed/by/name', 'x');
    for (let i = 0; i < 2; i++) {
      const answer = await fixture.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'doomed/by/name' }));
      expect(answer.$metadata.httpStatusCode).toBe(204);
    }
    await expect(get('doomed/by/name')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  test('directories that a delete leaves empty do not stand in the way of a key of their name', async () => {
    await put('dir/a/b', 'x');
    await fixture.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'dir/a/b' }));
    await put('dir', 'now an object');
    expect(await textOf('dir')).toBe('now an object');
  });

  test('a conditional delete keeps an object that changed', async () => {
    const { ETag } = await put('guarded', 'v1');
    await put('guarded', 'v2');
    const remove = (IfMatch: string) =>
      fixture.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'guarded', IfMatch }));
    await expect(remove(ETag!)).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect(await textOf('guarded')).toBe('v2');
    await remove((await get('guarded')).ETag!);
    await expect(get('guarded')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  test('many keys at once, each with its own outcome, whatever characters they hold', async () => {
    const keys = ['m/1', 'm/<&>"\'', 'm/ spaced ', 'm/007', 'm/tab\tcr\rlf\n', 'm/\u0001', 'm/😀'];
    await Promise.all(keys.map((key) => put(key, key)));
    await put('m/kept', 'x');
    const Objects = [...keys, 'm/absent', `m/${'x'.repeat(300)}`].map((Key) => ({ Key }));
    const answer = await fixture.client.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects } }));
    expect(answer.Deleted?.length).toBe(keys.length + 1);
    expect(answer.Errors).toMatchObject([{ Key: `m/${'x'.repeat(300)}`, Code: 'KeyTooLongError' }]);
    expect((await fixture.s3.buckets.listObjects(BUCKET, 'm/')).map((object) => object.key)).toEqual(['m/kept']);
  });

  test('Quiet leaves out what succeeded', async () => {
    await put('q/1', 'x');
    const Delete = { Objects: [{ Key: 'q/1' }], Quiet: true };
    const answer = await fixture.client.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete }));
    expect(answer.Deleted).toBeUndefined();
  });
});

describe('CopyObject', () => {
  const copy = (CopySource: string, Key: string, more = {}) =>
    fixture.client.send(new CopyObjectCommand({ Bucket: BUCKET, CopySource, Key, ...more }));

  test('copies bytes and metadata, from a key that needs encoding', async () => {
    await put('from/ä +&.txt', 'body', { ContentType: 'text/x', Metadata: { m: '1' } });
    const answer = await copy(`${BUCKET}/${encodeURIComponent('from/ä +&.txt')}`, 'to.txt');
    const found = await get('to.txt');
    expect(await found.Body!.transformToString()).toBe('body');
    expect(found).toMatchObject({ ContentType: 'text/x', Metadata: { m: '1' }, ETag: answer.CopyObjectResult?.ETag });
  });

  test('REPLACE takes the metadata of the request, also onto the same key', async () => {
    await put('self', 'body', { Metadata: { old: '1' } });
    await copy(`${BUCKET}/self`, 'self', {
      MetadataDirective: 'REPLACE',
      Metadata: { fresh: '2' },
      ContentType: 'text/y',
    });
    expect(await get('self')).toMatchObject({ ContentType: 'text/y', Metadata: { fresh: '2' } });
    await expect(copy(`${BUCKET}/self`, 'self')).rejects.toMatchObject({ name: 'InvalidRequest' });
  });

  test('conditions on the source hold, and an absent source is NoSuchKey', async () => {
    await put('source', 'body');
    await expect(copy(`${BUCKET}/source`, 't', { CopySourceIfMatch: '"no"' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    await expect(copy(`${BUCKET}/absent`, 't')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(copy('no-such-bucket/x', 't')).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });
});
