import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checksumOf } from '../../../local/s3/checksums.ts';
import { BUCKET, createS3Fixture, type S3Fixture } from './fixture.ts';

let fixture: S3Fixture;
beforeAll(async () => {
  fixture = await createS3Fixture();
});
afterAll(() => fixture.close());

const first = Buffer.alloc(5 * 1024 * 1024, 'a');
const last = Buffer.from('tail');
const whole = Buffer.concat([first, last]);
const PARTS = [first, last];

async function begin(Key: string, more = {}): Promise<string> {
  const answer = await fixture.client.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key, ...more }));
  return answer.UploadId!;
}

const upload = (Key: string, UploadId: string, PartNumber: number, Body: Buffer, more = {}) =>
  fixture.client.send(new UploadPartCommand({ Bucket: BUCKET, Key, UploadId, PartNumber, Body, ...more }));
const complete = (Key: string, UploadId: string, Parts: object[], more = {}) =>
  fixture.client.send(
    new CompleteMultipartUploadCommand({ Bucket: BUCKET, Key, UploadId, MultipartUpload: { Parts }, ...more }),
  );

describe('a multipart upload', () => {
  test('becomes one object, with the metadata it was begun with and the ETag of its parts', async () => {
    const UploadId = await begin('big', { ContentType: 'text/big', Metadata: { m: '1' } });
    const parts = await Promise.all(
      PARTS.map(async (body, i) => ({ PartNumber: i + 1, ETag: (await upload('big', UploadId, i + 1, body)).ETag })),
    );
    expect(await fixture.s3.buckets.listObjects(BUCKET, 'big')).toEqual([]);
    const { ETag } = await complete('big', UploadId, parts);
    const md5s = PARTS.map((part) => createHash('md5').update(part).digest());
    expect(ETag).toBe(`"${createHash('md5').update(Buffer.concat(md5s)).digest('hex')}-2"`);
    const found = await fixture.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'big' }));
    expect(Buffer.from(await found.Body!.transformToByteArray()).equals(whole)).toBe(true);
    expect(found).toMatchObject({ ETag, ContentType: 'text/big', Metadata: { m: '1' } });
    await expect(complete('big', UploadId, parts)).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  test.each([
    ['CRC32', 'COMPOSITE'],
    ['CRC32', 'FULL_OBJECT'],
    ['CRC32C', 'COMPOSITE'],
    ['CRC64NVME', 'FULL_OBJECT'],
    ['SHA1', 'COMPOSITE'],
    ['SHA256', 'COMPOSITE'],
  ] as const)('keeps a %s checksum of type %s', async (ChecksumAlgorithm, ChecksumType) => {
    const Key = `sum/${ChecksumAlgorithm}/${ChecksumType}`;
    const field = `Checksum${ChecksumAlgorithm}` as const;
    const UploadId = await begin(Key, { ChecksumAlgorithm, ChecksumType });
    const parts = await Promise.all(
      PARTS.map(async (body, i) => {
        const part = await upload(Key, UploadId, i + 1, body, { ChecksumAlgorithm });
        return { PartNumber: i + 1, ETag: part.ETag, [field]: part[field] };
      }),
    );
    const sums = PARTS.map((part) => Buffer.from(checksumOf(ChecksumAlgorithm, part), 'base64'));
    const expected =
      ChecksumType === 'FULL_OBJECT'
        ? checksumOf(ChecksumAlgorithm, whole)
        : `${checksumOf(ChecksumAlgorithm, Buffer.concat(sums))}-2`;
    expect(await complete(Key, UploadId, parts)).toMatchObject({ [field]: expected, ChecksumType });
    const head = await fixture.client.send(new HeadObjectCommand({ Bucket: BUCKET, Key, ChecksumMode: 'ENABLED' }));
    expect(head).toMatchObject({ [field]: expected, ChecksumType });
  });

  test('lists its parts, page by page; a part sent again replaces the one before', async () => {
    const UploadId = await begin('parts');
    for (const [number, body] of [
      [1, 'old'],
      [7, 'seven'],
      [3, 'three'],
      [1, 'new!'],
    ] as const)
      await upload('parts', UploadId, number, Buffer.from(body));
    const page = (more = {}) =>
      fixture.client.send(new ListPartsCommand({ Bucket: BUCKET, Key: 'parts', UploadId, ...more }));
    expect((await page()).Parts?.map((part) => [part.PartNumber, part.Size])).toEqual([
      [1, 4],
      [3, 5],
      [7, 5],
    ]);
    const short = await page({ MaxParts: 2 });
    expect(short).toMatchObject({ IsTruncated: true, NextPartNumberMarker: '3' });
    expect(
      (await page({ PartNumberMarker: short.NextPartNumberMarker })).Parts?.map((part) => part.PartNumber),
    ).toEqual([7]);
  });

  test('is gone once aborted', async () => {
    const UploadId = await begin('aborted');
    await upload('aborted', UploadId, 1, last);
    await fixture.client.send(new AbortMultipartUploadCommand({ Bucket: BUCKET, Key: 'aborted', UploadId }));
    await expect(upload('aborted', UploadId, 2, last)).rejects.toMatchObject({ name: 'NoSuchUpload' });
    expect(await fixture.s3.buckets.listObjects(BUCKET, 'aborted')).toEqual([]);
  });

  test('takes parts from objects that are there', async () => {
    await fixture.s3.buckets.putObject(BUCKET, 'source of parts', whole);
    const UploadId = await begin('assembled', { ChecksumAlgorithm: 'CRC32' });
    const ranges = [`bytes=0-${first.length - 1}`, `bytes=${first.length}-${whole.length - 1}`];
    const parts = await Promise.all(
      ranges.map(async (CopySourceRange, i) => {
        const part = { Bucket: BUCKET, Key: 'assembled', UploadId, PartNumber: i + 1 };
        const CopySource = `${BUCKET}/${encodeURIComponent('source of parts')}`;
        const answer = await fixture.client.send(new UploadPartCopyCommand({ ...part, CopySource, CopySourceRange }));
        return { PartNumber: i + 1, ETag: answer.CopyPartResult?.ETag };
      }),
    );
    await complete('assembled', UploadId, parts);
    expect((await fixture.s3.buckets.getObject(BUCKET, 'assembled')).body.equals(whole)).toBe(true);
  });

  test('survives a restart', async () => {
    const UploadId = await begin('later');
    const { ETag } = await upload('later', UploadId, 1, last);
    const after = fixture.restart();
    const answer = await after.handle({
      method: 'POST',
      path: `/${BUCKET}/later`,
      query: new URLSearchParams({ uploadId: UploadId }),
      headers: {},
      body: Buffer.from(
        `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${ETag}</ETag></Part></CompleteMultipartUpload>`,
      ),
    });
    expect(answer.status).toBe(200);
    expect((await after.buckets.getObject(BUCKET, 'later')).body.toString()).toBe('tail');
  });
});

describe('what does not fit is refused, and the upload stays', () => {
  test('unknown parts, other ETags, wrong order, small parts, nothing at all', async () => {
    const UploadId = await begin('refused');
    const one = { PartNumber: 1, ETag: (await upload('refused', UploadId, 1, last)).ETag };
    const two = { PartNumber: 2, ETag: (await upload('refused', UploadId, 2, last)).ETag };
    const error = (parts: object[]) =>
      complete('refused', UploadId, parts).then(
        () => 'ok',
        (caught) => caught.name,
      );
    expect(await error([{ ...one, ETag: '"x"' }])).toBe('InvalidPart');
    expect(await error([{ ...one, PartNumber: 9 }])).toBe('InvalidPart');
    expect(await error([{ ...one, ChecksumSHA1: 'x' }])).toBe('InvalidPart');
    expect(await error([two, one])).toBe('InvalidPartOrder');
    expect(await error([one, two])).toBe('EntityTooSmall');
    expect(await error([])).toBe('MalformedXML');
    expect(await error([two])).toBe('ok');
  });

  test('ids that are not under way for this key, and part numbers out of range', async () => {
    const UploadId = await begin('mine');
    for (const id of ['nope', '../x', '0'.repeat(64)]) {
      await expect(upload('mine', id, 1, last)).rejects.toMatchObject({ name: 'NoSuchUpload' });
    }
    await expect(upload('yours', UploadId, 1, last)).rejects.toMatchObject({ name: 'NoSuchUpload' });
    for (const number of [0, 10_001])
      await expect(upload('mine', UploadId, number, last)).rejects.toMatchObject({ name: 'InvalidArgument' });
  });

  test('checksums of another algorithm or type', async () => {
    await expect(begin('t', { ChecksumAlgorithm: 'SHA256', ChecksumType: 'FULL_OBJECT' })).rejects.toMatchObject({
      name: 'InvalidRequest',
    });
    await expect(begin('t', { ChecksumAlgorithm: 'CRC64NVME', ChecksumType: 'COMPOSITE' })).rejects.toMatchObject({
      name: 'InvalidRequest',
    });
    const UploadId = await begin('t', { ChecksumAlgorithm: 'SHA256' });
    await expect(upload('t', UploadId, 1, last, { ChecksumAlgorithm: 'SHA1' })).rejects.toMatchObject({
      name: 'InvalidRequest',
    });
    const full = await begin('t', { ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' });
    const part = { PartNumber: 1, ETag: (await upload('t', full, 1, last)).ETag };
    await expect(complete('t', full, [part], { ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({
      name: 'BadDigest',
    });
    await complete('t', full, [part], { ChecksumCRC32: checksumOf('CRC32', last) });
  });
});
