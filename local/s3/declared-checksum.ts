import { AwsError } from '../wire/message.ts';
import {
  CHECKSUM_ALGORITHMS,
  CHECKSUM_BYTES,
  type ChecksumAlgorithm,
  checksumHeader,
  isChecksumAlgorithm,
} from './checksums.ts';
import { invalidRequest, notImplemented } from './errors.ts';

/** What a client says the checksum of its body is. Without a value it asks for the algorithm only. */
export interface DeclaredChecksum {
  algorithm: ChecksumAlgorithm;
  value: string;
}

/**
 * Finds the one checksum that a request declares, in a header or in a trailer that `x-amz-trailer` announces.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
 */
export function declaredChecksum(
  headers: Record<string, string>,
  trailers: Map<string, string>,
): DeclaredChecksum | undefined {
  const announced = (headers['x-amz-trailer'] ?? '').split(',').map((name) => name.trim().toLowerCase());
  const found = CHECKSUM_ALGORITHMS.flatMap((algorithm) => {
    const name = checksumHeader(algorithm);
    if (announced.includes(name)) return [{ algorithm, value: trailers.get(name) ?? missingTrailer() }];
    const value = headers[name];
    return value === undefined ? [] : [{ algorithm, value }];
  });
  if (found.length > 1) {
    throw invalidRequest('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.');
  }
  const declared = found[0];
  if (declared) checkForm(declared);
  checkSdkAlgorithm(headers['x-amz-sdk-checksum-algorithm'], declared);
  return declared;
}

/** The algorithm that a request names in a header, such as `x-amz-checksum-algorithm`. */
export function namedAlgorithm(headers: Record<string, string>, header: string): ChecksumAlgorithm | undefined {
  const name = headers[header]?.toUpperCase();
  if (name === undefined) return undefined;
  if (!isChecksumAlgorithm(name)) {
    throw notImplemented(`the checksum algorithm ${name}`, `It implements: ${CHECKSUM_ALGORITHMS.join(', ')}.`);
  }
  return name;
}

export function checksumMismatch(algorithm: ChecksumAlgorithm): AwsError {
  return new AwsError('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`);
}

function checkForm({ algorithm, value }: DeclaredChecksum): void {
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length !== CHECKSUM_BYTES[algorithm] || bytes.toString('base64') !== value) {
    throw invalidRequest(`Value for ${checksumHeader(algorithm)} header is invalid.`);
  }
}

/** The SDKs name their algorithm here and send its value in a header or trailer beside; MD5 goes in `Content-MD5`. */
function checkSdkAlgorithm(named: string | undefined, declared: DeclaredChecksum | undefined): void {
  if (named === undefined || named.toUpperCase() === 'MD5') return;
  const algorithm = namedAlgorithm({ named }, 'named');
  if (!declared) {
    throw invalidRequest(
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    );
  }
  if (algorithm !== declared.algorithm)
    throw invalidRequest('Value for x-amz-sdk-checksum-algorithm header is invalid.');
}

function missingTrailer(): never {
  throw new AwsError(
    'MalformedTrailerError',
    'The request contained trailing data that was not well-formed or did not conform to our published schema.',
  );
}
