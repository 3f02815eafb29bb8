import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { s3Api, s3Guide } from './pages.ts';
import { refused } from './refused.ts';
import type { Row } from './row.ts';
import type { Target } from './target.ts';

/** A prefix for the keys of one row. */
export const ownFolder = (): string => `contract-s3/${randomBytes(4).toString('hex')}/`;

export const putObject = ({ s3, bucket }: Target, Key: string, input: Partial<PutObjectCommandInput> = {}) =>
  s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'content', ...input }));

export const getObject = ({ s3, bucket }: Target, Key: string, input: Partial<GetObjectCommandInput> = {}) =>
  s3.send(new GetObjectCommand({ Bucket: bucket, Key, ...input }));

export async function textOf(target: Target, key: string, input: Partial<GetObjectCommandInput> = {}): Promise<string> {
  return (await getObject(target, key, input)).Body!.transformToString();
}

export const refusal = (name: string, status: number) => ({ name, $metadata: { httpStatusCode: status } });
const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** Keys that mean something to a file system, or to a URL. */
const HOSTILE_KEYS = [
  'a//b',
  'a/./b',
  'a/../b',
  '../outside',
  'dir/',
  'dir',
  'dir/file',
  '.hidden',
  'space and+plus',
  '%2e%2e%2f',
  'ü/😀',
  'back\\slash',
  'colon:star*question?',
  '&<>"\'',
];
const KEY_BYTES_MAX = 1024;

export const s3ObjectRows: Row[] = [
  {
    statement: 'What is put comes back, with its type, encoding, metadata and MD5 as ETag',
    mark: 'D',
    source: s3Api('PutObject'),
    async check(target) {
      const key = `${ownFolder()}object`;
      const Metadata = { purpose: 'contract' };
      await putObject(target, key, { ContentType: 'text/x-contract', ContentEncoding: 'gzip', Metadata });
      const { Body, ...headers } = await getObject(target, key);
      expect(await Body!.transformToString()).toBe('content');
      expect(headers).toMatchObject({
        ContentType: 'text/x-contract',
        ContentEncoding: 'gzip',
        ContentLength: 7,
        ETag: `"${md5('content')}"`,
        Metadata,
      });
    },
  },
  {
    statement: 'A streamed body (aws-chunked, checksum in the trailer) comes back without its chunks',
    mark: 'D',
    source: s3Guide('checking-object-integrity-upload'),
    async check(target) {
      const key = `${ownFolder()}streamed`;
      const bytes = randomBytes(200_000);
      await putObject(target, key, {
        Body: Readable.from([bytes.subarray(0, 70_000), bytes.subarray(70_000)]),
        ContentLength: bytes.length,
      });
      const { Body, ContentEncoding } = await getObject(target, key);
      expect(Buffer.from(await Body!.transformToByteArray()).equals(bytes)).toBe(true);
      expect(ContentEncoding).toBeUndefined();
    },
  },
  {
    statement: 'An object may be empty, and is replaced whole',
    mark: 'D',
    source: s3Api('PutObject'),
    async check(target) {
      const key = `${ownFolder()}object`;
      await putObject(target, key, { Metadata: { old: 'yes' } });
      await putObject(target, key, { Body: Buffer.alloc(0) });
      const { Body, ContentLength, Metadata } = await getObject(target, key);
      expect([await Body!.transformToString(), ContentLength, Metadata]).toEqual(['', 0, {}]);
    },
  },
  {
    statement: 'Range gives a part (206), from the end too; one beyond the object is InvalidRange (416)',
    mark: 'D',
    source: s3Api('GetObject'),
    async check(target) {
      const key = `${ownFolder()}object`;
      await putObject(target, key, { Body: '0123456789' });
      const { Body, ContentRange, $metadata } = await getObject(target, key, { Range: 'bytes=2-4' });
      expect([await Body!.transformToString(), ContentRange, $metadata.httpStatusCode]).toEqual([
        '234',
        'bytes 2-4/10',
        206,
      ]);
      expect(await textOf(target, key, { Range: 'bytes=-3' })).toBe('789');
      expect(await textOf(target, key, { Range: 'bytes=7-' })).toBe('789');
      expect(await textOf(target, key, { Range: 'bytes=8-100' })).toBe('89');
      await refused(getObject(target, key, { Range: 'bytes=10-' }), refusal('InvalidRange', 416));
    },
  },
  {
    statement: 'If-None-Match: * writes only where nothing is, else 412 PreconditionFailed',
    mark: 'D',
    source: s3Guide('conditional-writes'),
    async check(target) {
      const key = `${ownFolder()}object`;
      await putObject(target, key, { Body: 'first', IfNoneMatch: '*' });
      const second = putObject(target, key, { Body: 'second', IfNoneMatch: '*' });
      await refused(second, refusal('PreconditionFailed', 412));
      expect(await textOf(target, key)).toBe('first');
    },
  },
  {
    statement: 'Of several If-None-Match writes at once one succeeds (the others: 412, or 409 to try again)',
    mark: 'D',
    source: s3Guide('conditional-writes'),
    async check(target) {
      const key = `${ownFolder()}object`;
      const writes = await Promise.allSettled(
        Array.from({ length: 8 }, (_, at) => putObject(target, key, { Body: String(at), IfNoneMatch: '*' })),
      );
      const winners = writes.flatMap((write, at) => (write.status === 'fulfilled' ? [String(at)] : []));
      expect(winners).toEqual([await textOf(target, key)]);
      for (const write of writes) {
        if (write.status === 'rejected') expect([409, 412]).toContain(write.reason.$metadata.httpStatusCode);
      }
    },
  },
  {
    statement: 'If-Match writes only over that ETag, else 412; over nothing 404 NoSuchKey',
    mark: 'D',
    source: s3Guide('conditional-writes'),
    async check(target) {
      const key = `${ownFolder()}object`;
      const { ETag } = await putObject(target, key);
      await putObject(target, key, { Body: 'next', IfMatch: ETag });
      await refused(putObject(target, key, { IfMatch: ETag }), refusal('PreconditionFailed', 412));
      await refused(putObject(target, `${key}-absent`, { IfMatch: ETag }), refusal('NoSuchKey', 404));
      expect(await textOf(target, key)).toBe('next');
    },
  },
  {
    statement: 'Reads with If-None-Match of the ETag are 304, with If-Match of another 412',
    mark: 'D',
    source: s3Api('GetObject'),
    async check(target) {
      const key = `${ownFolder()}object`;
      const { ETag } = await putObject(target, key);
      await refused(getObject(target, key, { IfNoneMatch: ETag }), {
        $metadata: { httpStatusCode: 304 },
      });
      const other = getObject(target, key, { IfMatch: `"${md5('other')}"` });
      await refused(other, refusal('PreconditionFailed', 412));
    },
  },
  {
    statement: 'HeadObject tells what GetObject would; an absent key is 404 NotFound, NoSuchKey for GetObject',
    mark: 'D',
    source: s3Api('HeadObject'),
    async check(target) {
      const key = `${ownFolder()}object`;
      const { s3, bucket: Bucket } = target;
      await putObject(target, key);
      const head = await s3.send(new HeadObjectCommand({ Bucket, Key: key }));
      expect(head).toMatchObject({ ContentLength: 7, ETag: `"${md5('content')}"` });
      const absent = s3.send(new HeadObjectCommand({ Bucket, Key: `${key}-absent` }));
      await refused(absent, refusal('NotFound', 404));
      await refused(getObject(target, `${key}-absent`), refusal('NoSuchKey', 404));
    },
  },
  {
    statement: 'DeleteObject takes an absent key too',
    mark: 'D',
    source: s3Api('DeleteObject'),
    async check(target) {
      const Key = `${ownFolder()}object`;
      const remove = () => target.s3.send(new DeleteObjectCommand({ Bucket: target.bucket, Key }));
      await putObject(target, Key);
      await remove();
      expect((await remove()).$metadata.httpStatusCode).toBe(204);
      await refused(getObject(target, Key), refusal('NoSuchKey', 404));
    },
  },
  {
    statement: 'CopyObject takes the metadata along, or replaces it',
    mark: 'D',
    source: s3Api('CopyObject'),
    async check(target) {
      const folder = ownFolder();
      const { s3, bucket: Bucket } = target;
      const source = `${folder}from ü+`;
      await putObject(target, source, { Metadata: { a: '1' } });
      const CopySource = `${Bucket}/${encodeURIComponent(source)}`;
      await s3.send(new CopyObjectCommand({ Bucket, Key: `${folder}copy`, CopySource }));
      const replaced = { MetadataDirective: 'REPLACE' as const, Metadata: { b: '2' } };
      await s3.send(new CopyObjectCommand({ Bucket, Key: `${folder}replaced`, CopySource, ...replaced }));
      expect((await getObject(target, `${folder}copy`)).Metadata).toEqual({ a: '1' });
      expect((await getObject(target, `${folder}replaced`)).Metadata).toEqual({ b: '2' });
    },
  },
  {
    statement: 'A key that is hostile to a file system or a URL comes back unchanged, or is refused',
    mark: 'D',
    source: s3Guide('object-keys'),
    async check(target) {
      const folder = ownFolder();
      const refused: string[] = [];
      for (const name of HOSTILE_KEYS) {
        const key = folder + name;
        try {
          await putObject(target, key, { Body: name });
        } catch (error) {
          expect((error as { $metadata: { httpStatusCode: number } }).$metadata.httpStatusCode).toBe(400);
          refused.push(name);
          continue;
        }
        expect(await textOf(target, key)).toBe(name);
      }
      return refused.length > 0 ? `refused: ${refused.join(' ')}` : undefined;
    },
  },
  {
    statement: 'A key has 1,024 bytes at most: KeyTooLongError',
    mark: 'D',
    source: s3Guide('object-keys'),
    async check(target) {
      const folder = ownFolder();
      const longest = `${folder}${'k/'.repeat(KEY_BYTES_MAX)}`.slice(0, KEY_BYTES_MAX - 1);
      await putObject(target, `${longest}x`, { Body: 'long' });
      expect(await textOf(target, `${longest}x`)).toBe('long');
      await refused(putObject(target, `${longest}xx`), refusal('KeyTooLongError', 400));
    },
  },
  {
    statement: 'A bucket that is not there: NoSuchBucket',
    mark: 'D',
    source: s3Guide('ErrorBestPractices'),
    async check({ s3 }) {
      const put = s3.send(new PutObjectCommand({ Bucket: 'contract-not-there', Key: 'k', Body: Buffer.alloc(0) }));
      await refused(put, refusal('NoSuchBucket', 404));
    },
  },
  {
    statement: 'ExpectedBucketOwner of another account: 403',
    mark: 'D',
    source: s3Guide('bucket-owner-condition'),
    async check(target) {
      const put = putObject(target, `${ownFolder()}object`, { ExpectedBucketOwner: '999999999999' });
      await refused(put, { $metadata: { httpStatusCode: 403 } });
    },
  },
];
