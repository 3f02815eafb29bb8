import { createHash } from 'node:crypto';
import { AwsError } from '../wire/message.ts';
import { decodeAwsChunked, incompleteBody } from './aws-chunked.ts';
import { checksumOf } from './checksums.ts';
import { checksumMismatch, type DeclaredChecksum, declaredChecksum } from './declared-checksum.ts';

/** A body as its client meant it: out of its chunks, and equal to every digest that came with it. */
export interface ReceivedBody {
  data: Buffer;
  checksum: DeclaredChecksum | undefined;
}

/** Throws `BadDigest`, `InvalidDigest`, `XAmzContentSHA256Mismatch`, `IncompleteBody` and what {@link declaredChecksum} throws. */
export function receiveBody(headers: Record<string, string>, body: Buffer): ReceivedBody {
  const { data, trailers } = isChunked(headers) ? decodeAwsChunked(body) : { data: body, trailers: new Map() };
  const length = headers['x-amz-decoded-content-length'];
  if (length !== undefined && Number(length) !== data.length) throw incompleteBody();
  checkContentMd5(headers['content-md5'], data);
  checkContentSha256(headers['x-amz-content-sha256'], data);
  const checksum = declaredChecksum(headers, trailers);
  if (checksum && checksumOf(checksum.algorithm, data) !== checksum.value) throw checksumMismatch(checksum.algorithm);
  return { data, checksum };
}

/** `Content-Encoding` without `aws-chunked`, which describes the request and not the object. */
export function objectContentEncoding(header: string | undefined): string | undefined {
  const codings = (header ?? '').split(',').map((coding) => coding.trim());
  return codings.filter((coding) => coding !== '' && coding !== 'aws-chunked').join(',') || undefined;
}

function isChunked(headers: Record<string, string>): boolean {
  return (
    (headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-') ||
    /\baws-chunked\b/.test(headers['content-encoding'] ?? '')
  );
}

function checkContentMd5(declared: string | undefined, data: Buffer): void {
  if (declared === undefined) return;
  if (!/^[A-Za-z0-9+/]{22}==$/.test(declared)) {
    throw new AwsError('InvalidDigest', 'The Content-MD5 you specified was invalid.', 400, { 'Content-MD5': declared });
  }
  const calculated = createHash('md5').update(data).digest('base64');
  if (calculated !== declared) {
    throw new AwsError('BadDigest', 'The Content-MD5 you specified did not match what we received.', 400, {
      ExpectedDigest: declared,
      CalculatedDigest: calculated,
    });
  }
}

function checkContentSha256(declared: string | undefined, data: Buffer): void {
  if (declared === undefined || !/^[0-9a-f]{64}$/.test(declared)) return;
  const calculated = createHash('sha256').update(data).digest('hex');
  if (calculated !== declared) {
    throw new AwsError(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
      400,
      { ClientComputedContentSHA256: declared, S3ComputedContentSHA256: calculated },
    );
  }
}
