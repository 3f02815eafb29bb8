import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { type ChecksumAlgorithm, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHECKSUM_ALGORITHMS, checksumOf, createChecksum } from '../../../local/s3/checksums.ts';
import { BUCKET, createS3Fixture, type S3Fixture } from './fixture.ts';

const SEED = 20260701;

let fixture: S3Fixture;
beforeAll(async () => {
  fixture = await createS3Fixture();
});
afterAll(() => fixture.close());

describe('the algorithms', () => {
  // The check values of the CRC catalogue, for '123456789'. https://reveng.sourceforge.io/crc-catalogue/all.htm
  test.each([
    ['CRC32', 'cbf43926'],
    ['CRC32C', 'e3069283'],
    ['CRC64NVME', 'ae8b14860a799888'],
  ] as const)('%s has its catalogued check value', (algorithm, hex) => {
    expect(Buffer.from(checksumOf(algorithm, Buffer.from('123456789')), 'base64').toString('hex')).toBe(hex);
  });

  test(`in pieces they give what they give in one (seed ${SEED})`, () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 50 })),
        fc.constantFrom(...CHECKSUM_ALGORITHMS),
        (pieces, algorithm) => {
          const checksum = createChecksum(algorithm);
          for (const piece of pieces) checksum.update(Buffer.from(piece));
          expect(checksum.digest().toString('base64')).toBe(checksumOf(algorithm, Buffer.concat(pieces)));
        },
      ),
      { seed: SEED },
    );
  });
});

const body = Buffer.from('the quick brown fox'.repeat(9000));

describe('an SDK client', () => {
  test.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
    'stores and reads back %s, for a buffer and for a stream',
    async (ChecksumAlgorithm) => {
      for (const stream of [false, true]) {
        const Key = `sum/${ChecksumAlgorithm}/${stream}`;
        // Small pieces, so that the SDK sends several chunks and the sum in a trailer.
        const Body = stream ? Readable.from(pieces(body)) : body;
        await fixture.client.send(
          new PutObjectCommand({ Bucket: BUCKET, Key, Body, ContentLength: body.length, ChecksumAlgorithm }),
        );
        const found = await fixture.client.send(new GetObjectCommand({ Bucket: BUCKET, Key, ChecksumMode: 'ENABLED' }));
        expect(found[`Checksum${ChecksumAlgorithm}`]).toBe(checksumOf(ChecksumAlgorithm, body));
        expect(found.ChecksumType).toBe('FULL_OBJECT');
        expect(found.ContentEncoding).toBeUndefined();
        // The SDK compares what it reads with the checksum, and would throw.
        expect(Buffer.from(await found.Body!.transformToByteArray()).equals(body)).toBe(true);
      }
    },
  );

  test('signs its chunks when it is told to, and is understood', async () => {
    const requests: string[] = [];
    fixture.client.middlewareStack.add(
      (next) => async (args) => {
        requests.push(String((args.request as { headers: Record<string, string> }).headers['x-amz-content-sha256']));
        return await next(args);
      },
      { step: 'finalizeRequest', priority: 'low', name: 'spy', override: true },
    );
    await fixture.client.send(
      new PutObjectCommand({ Bucket: BUCKET, Key: 's', Body: Readable.from(pieces(body)), ContentLength: body.length }),
    );
    expect(requests).toEqual(['STREAMING-UNSIGNED-PAYLOAD-TRAILER']);
    expect((await fixture.s3.buckets.getObject(BUCKET, 's')).body.equals(body)).toBe(true);
  });

  test('needs no checksum, and a hand-written body keeps its own encoding', async () => {
    const client = new S3Client({
      endpoint: fixture.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      requestChecksumCalculation: 'WHEN_REQUIRED',
    });
    await client.send(
      new PutObjectCommand({
        Bucket: BUCKET,
        Key: 'plain',
        Body: Readable.from(pieces(body)),
        ContentLength: body.length,
        ContentEncoding: 'zstd',
      }),
    );
    const found = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'plain', ChecksumMode: 'ENABLED' }));
    expect(found.ContentEncoding).toBe('zstd');
    expect(found.ChecksumCRC32).toBeUndefined();
    client.destroy();
  });

  test('a range comes without the checksum of the whole', async () => {
    await fixture.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'part', Body: body }));
    const found = await fixture.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'part', Range: 'bytes=0-3' }));
    expect(found.ChecksumCRC32).toBeUndefined();
    expect(await found.Body!.transformToString()).toBe('the ');
  });
});

describe('what does not match is refused and leaves no object', () => {
  const md5 = (text: string) => createHash('md5').update(text).digest('base64');
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const sum = (algorithm: ChecksumAlgorithm & 'CRC32', text: string) => checksumOf(algorithm, Buffer.from(text));

  test.each<[string, Record<string, string>, string]>([
    ['a wrong CRC32', { 'x-amz-checksum-crc32': sum('CRC32', 'other') }, 'BadDigest'],
    ['a CRC32 that is none', { 'x-amz-checksum-crc32': 'AAAA' }, 'InvalidRequest'],
    ['two checksums', { 'x-amz-checksum-crc32': sum('CRC32', 'data'), 'x-amz-checksum-sha1': 'x' }, 'InvalidRequest'],
    ['an algorithm without its value', { 'x-amz-sdk-checksum-algorithm': 'SHA256' }, 'InvalidRequest'],
    ['an algorithm of another name', { 'x-amz-sdk-checksum-algorithm': 'XXHASH3' }, 'NotImplemented'],
    ['a wrong Content-MD5', { 'content-md5': md5('other') }, 'BadDigest'],
    ['a Content-MD5 that is none', { 'content-md5': 'hello' }, 'InvalidDigest'],
    ['a wrong payload hash', { 'x-amz-content-sha256': sha256('other') }, 'XAmzContentSHA256Mismatch'],
    ['a trailer that does not come', { 'x-amz-trailer': 'x-amz-checksum-crc32' }, 'MalformedTrailerError'],
  ])('%s', async (_, headers, code) => {
    const response = await fetch(`${fixture.url}/${BUCKET}/refused`, { method: 'PUT', headers, body: 'data' });
    expect(await response.text()).toContain(`<Code>${code}</Code>`);
    expect(await fixture.s3.buckets.listObjects(BUCKET, 'refused')).toEqual([]);
  });

  test('what matches is taken', async () => {
    const headers = {
      'content-md5': md5('data'),
      'x-amz-content-sha256': sha256('data'),
      'x-amz-checksum-crc32': sum('CRC32', 'data'),
    };
    const response = await fetch(`${fixture.url}/${BUCKET}/taken`, { method: 'PUT', headers, body: 'data' });
    expect(response.status).toBe(200);
    expect(response.headers.get('x-amz-checksum-crc32')).toBe(headers['x-amz-checksum-crc32']);
  });
});

describe('aws-chunked bodies', () => {
  const signature = `;chunk-signature=${'0'.repeat(64)}`;
  const crc = checksumOf('CRC32C', Buffer.from('hello world'));
  const send = async (text: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${fixture.url}/${BUCKET}/chunked`, {
      method: 'PUT',
      body: text,
      headers: { 'content-encoding': 'aws-chunked', 'x-amz-decoded-content-length': '11', ...headers },
    });
    return (
      /<Code>(.*)<\/Code>/.exec(await response.text())?.[1] ??
      (await fixture.s3.buckets.getObject(BUCKET, 'chunked')).body.toString()
    );
  };
  const trailing = { 'x-amz-trailer': 'x-amz-checksum-crc32c' };

  test.each<[string, string, Record<string, string>, string]>([
    [
      'signed chunks',
      `5${signature}\r\nhello\r\n6${signature}\r\n world\r\n0${signature}\r\n\r\n`,
      { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' },
      'hello world',
    ],
    [
      'signed chunks with a signed trailer',
      `b${signature}\r\nhello world\r\n0${signature}\r\nx-amz-checksum-crc32c:${crc}\r\nx-amz-trailer-signature:${'0'.repeat(64)}\r\n\r\n`,
      { ...trailing, 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER' },
      'hello world',
    ],
    [
      'an unsigned trailer ended by LF only',
      `B\r\nhello world\r\n0\r\nx-amz-checksum-crc32c:${crc}\n\r\n\r\n`,
      trailing,
      'hello world',
    ],
    ['a wrong trailer', `b\r\nhello world\r\n0\r\nx-amz-checksum-crc32c:AAAAAA==\r\n\r\n`, trailing, 'BadDigest'],
    ['an announced trailer left out', 'b\r\nhello world\r\n0\r\n\r\n', trailing, 'MalformedTrailerError'],
    ['a trailer that is none', 'b\r\nhello world\r\n0\r\nnonsense\r\n\r\n', {}, 'MalformedTrailerError'],
    ['a chunk cut short', 'b\r\nhello', {}, 'IncompleteBody'],
    ['no last chunk', 'b\r\nhello world\r\n', {}, 'IncompleteBody'],
    ['a size that is none', 'xyz\r\nhello world\r\n0\r\n\r\n', {}, 'IncompleteBody'],
    [
      'a length other than announced',
      'b\r\nhello world\r\n0\r\n\r\n',
      { 'x-amz-decoded-content-length': '12' },
      'IncompleteBody',
    ],
  ])('%s', async (_, text, headers, expected) => {
    expect(await send(text, headers)).toBe(expected);
  });

  test('the coding is not kept with the object', async () => {
    await send('b\r\nhello world\r\n0\r\n\r\n', { 'content-encoding': 'aws-chunked,gzip' });
    const found = await fixture.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'chunked' }));
    expect(found.ContentEncoding).toBe('gzip');
  });
});

function* pieces(buffer: Buffer): Generator<Buffer> {
  for (let at = 0; at < buffer.length; at += 10_000) yield buffer.subarray(at, at + 10_000);
}
