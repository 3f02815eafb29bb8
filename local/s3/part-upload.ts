import { checksumOf } from './checksums.ts';
import type { DeclaredChecksum } from './declared-checksum.ts';
import { invalidArgument, invalidRequest } from './errors.ts';
import { PART_NUMBER_MAX } from './limits.ts';
import type { S3Context } from './operation.ts';
import type { S3Request } from './request.ts';
import type { Part, Upload } from './upload-store.ts';

/** What UploadPart and UploadPartCopy have in common. */
export interface PartTarget {
  upload: Upload;
  partNumber: number;
}

/** Throws `NoSuchBucket`, `NoSuchUpload` and `InvalidArgument`. */
export async function partTarget(
  { buckets, uploads }: S3Context,
  { bucket, key, query }: S3Request,
): Promise<PartTarget> {
  await buckets.require(bucket);
  const partNumber = parsePartNumber(query.get('partNumber') ?? '');
  return { partNumber, upload: await uploads.require(bucket, key, query.get('uploadId') ?? '') };
}

/** A part has the checksum that the upload was begun with, whether its client sends one or not. */
export function partChecksum(
  { checksum }: Upload,
  declared: DeclaredChecksum | undefined,
  data: Buffer,
): Part['checksum'] {
  if (!checksum) return declared;
  if (declared && declared.algorithm !== checksum.algorithm) {
    throw invalidRequest(
      `Checksum Type mismatch occurred, expected checksum Type: ${checksum.algorithm.toLowerCase()}, actual checksum Type: ${declared.algorithm.toLowerCase()}`,
    );
  }
  return declared ?? { algorithm: checksum.algorithm, value: checksumOf(checksum.algorithm, data) };
}

function parsePartNumber(text: string): number {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= PART_NUMBER_MAX) return number;
  throw invalidArgument(
    `Part number must be an integer between 1 and ${PART_NUMBER_MAX}, inclusive`,
    'partNumber',
    text,
  );
}
