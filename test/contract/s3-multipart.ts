import { createHash, randomBytes } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { s3Api, s3Guide } from './pages.ts';
import { refused } from './refused.ts';
import type { Row } from './row.ts';
import { getObject, ownFolder, refusal, textOf } from './s3-objects.ts';
import type { Target } from './target.ts';

const PART_BYTES_MIN = 5 * 1024 * 1024;

async function startUpload(target: Target) {
  const { s3, bucket: Bucket } = target;
  const Key = `${ownFolder()}multipart`;
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const of = { Bucket, Key, UploadId };
  return {
    key: Key,
    async part(PartNumber: number, Body: Buffer | string) {
      const { ETag } = await s3.send(new UploadPartCommand({ ...of, PartNumber, Body }));
      return { PartNumber, ETag };
    },
    list: () => s3.send(new ListPartsCommand(of)),
    abort: () => s3.send(new AbortMultipartUploadCommand(of)),
    complete: (Parts: { PartNumber: number; ETag: string | undefined }[], input: { IfNoneMatch?: string } = {}) =>
      s3.send(new CompleteMultipartUploadCommand({ ...of, MultipartUpload: { Parts }, ...input })),
  };
}

export const s3MultipartRows: Row[] = [
  {
    statement: 'Parts are put together by number; the ETag is the MD5 of their MD5s, a dash and their count',
    mark: 'D',
    source: s3Guide('mpuoverview'),
    async check(target) {
      const upload = await startUpload(target);
      const [first, last] = [randomBytes(PART_BYTES_MIN), Buffer.from('last')];
      const tail = await upload.part(2, last);
      const head = await upload.part(1, first);
      expect((await upload.list()).Parts!.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
        [1, PART_BYTES_MIN],
        [2, 4],
      ]);
      const { ETag } = await upload.complete([head, tail]);
      const digests = [first, last].map((bytes) => createHash('md5').update(bytes).digest());
      expect(ETag).toBe(`"${createHash('md5').update(Buffer.concat(digests)).digest('hex')}-2"`);
      const bytes = await (await getObject(target, upload.key)).Body!.transformToByteArray();
      expect(Buffer.from(bytes).equals(Buffer.concat([first, last]))).toBe(true);
    },
  },
  {
    statement: 'A part before the last of less than 5 MiB: EntityTooSmall',
    mark: 'D',
    source: s3Api('CompleteMultipartUpload'),
    async check(target) {
      const upload = await startUpload(target);
      const parts = [await upload.part(1, 'small'), await upload.part(2, 'last')];
      await refused(upload.complete(parts), refusal('EntityTooSmall', 400));
    },
  },
  {
    statement: 'A part that was not uploaded, or with another ETag: InvalidPart',
    mark: 'D',
    source: s3Api('CompleteMultipartUpload'),
    async check(target) {
      const upload = await startUpload(target);
      const one = await upload.part(1, 'one');
      await refused(upload.complete([{ ...one, PartNumber: 2 }]), refusal('InvalidPart', 400));
      const other = { PartNumber: 1, ETag: '"00000000000000000000000000000000"' };
      await refused(upload.complete([other]), refusal('InvalidPart', 400));
    },
  },
  {
    statement: 'An upload that is aborted is gone: NoSuchUpload',
    mark: 'D',
    source: s3Api('AbortMultipartUpload'),
    async check(target) {
      const upload = await startUpload(target);
      const one = await upload.part(1, 'one');
      await upload.abort();
      await refused(upload.complete([one]), refusal('NoSuchUpload', 404));
      await refused(getObject(target, upload.key), refusal('NoSuchKey', 404));
    },
  },
  {
    statement: 'CompleteMultipartUpload honours If-None-Match: *',
    mark: 'D',
    source: s3Guide('conditional-writes'),
    async check(target) {
      const upload = await startUpload(target);
      await upload.complete([await upload.part(1, 'first')], { IfNoneMatch: '*' });
      const { s3, bucket: Bucket } = target;
      const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: upload.key }));
      const of = { Bucket, Key: upload.key, UploadId };
      const { ETag } = await s3.send(new UploadPartCommand({ ...of, PartNumber: 1, Body: 'second' }));
      const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
      const again = s3.send(new CompleteMultipartUploadCommand({ ...of, MultipartUpload, IfNoneMatch: '*' }));
      await refused(again, refusal('PreconditionFailed', 412));
      expect(await textOf(target, upload.key)).toBe('first');
    },
  },
];
