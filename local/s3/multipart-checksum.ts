import type { WireRequest } from '../wire/message.ts';
import {
  type Checksum,
  type ChecksumAlgorithm,
  type ChecksumType,
  checksumHeader,
  createChecksum,
} from './checksums.ts';
import { checksumMismatch, namedAlgorithm } from './declared-checksum.ts';
import { invalidRequest } from './errors.ts';
import type { Content } from './temporary-files.ts';
import type { Part, Upload } from './upload-store.ts';

/**
 * The checksum that a new upload asks for. CRC64NVME covers the whole object, the SHAs the parts' checksums,
 * the other CRCs either, by default the parts'.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html#Full-object-checksums
 */
export function uploadChecksum(headers: Record<string, string>): Upload['checksum'] {
  const algorithm = namedAlgorithm(headers, 'x-amz-checksum-algorithm');
  if (!algorithm) return undefined;
  const type = (headers['x-amz-checksum-type']?.toUpperCase() as ChecksumType | undefined) ?? defaultType(algorithm);
  const isPossible =
    type === 'FULL_OBJECT' ? algorithm.startsWith('CRC') : type === 'COMPOSITE' && algorithm !== 'CRC64NVME';
  if (!isPossible) {
    throw invalidRequest(
      `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    );
  }
  return { algorithm, type };
}

/** The finished object's checksum; throws `BadDigest` when the request expects another. */
export async function completedChecksum(
  upload: Upload,
  parts: Part[],
  content: Content,
  request: WireRequest,
): Promise<Checksum | undefined> {
  if (!upload.checksum) return undefined;
  const { algorithm, type } = upload.checksum;
  const value = type === 'COMPOSITE' ? compositeValue(algorithm, parts) : await fullValue(algorithm, content);
  const expected = request.headers[checksumHeader(algorithm)];
  if (expected !== undefined && expected !== value) throw checksumMismatch(algorithm);
  return { algorithm, type, value };
}

function defaultType(algorithm: ChecksumAlgorithm): ChecksumType {
  return algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE';
}

function compositeValue(algorithm: ChecksumAlgorithm, parts: Part[]): string {
  const checksum = createChecksum(algorithm);
  for (const part of parts) checksum.update(Buffer.from(part.checksum?.value ?? '', 'base64'));
  return `${checksum.digest().toString('base64')}-${parts.length}`;
}

async function fullValue(algorithm: ChecksumAlgorithm, content: Content): Promise<string> {
  const checksum = createChecksum(algorithm);
  for await (const bytes of content) checksum.update(bytes);
  return checksum.digest().toString('base64');
}
