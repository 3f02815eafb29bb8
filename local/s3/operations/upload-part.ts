import { receiveBody } from '../body.ts';
import { checksumHeader, checksumOf } from '../checksums.ts';
import type { DeclaredChecksum } from '../declared-checksum.ts';
import { invalidArgument, invalidRequest, notImplemented } from '../errors.ts';
import { PART_NUMBER_MAX } from '../limits.ts';
import { quoted } from '../object-headers.ts';
import type { S3Operation } from '../operation.ts';
import type { Part, Upload } from '../upload-store.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html */
export const uploadPart: S3Operation = {
  method: 'PUT',
  target: 'object',
  requires: ['partNumber', 'uploadId'],
  async run({ buckets, uploads }, { bucket, key, query, headers, body }) {
    await buckets.require(bucket);
    if (headers['x-amz-copy-source'])
      throw notImplemented('UploadPartCopy', 'Read the source and send it with UploadPart.');
    const partNumber = parsePartNumber(query.get('partNumber') ?? '');
    const upload = await uploads.require(bucket, key, query.get('uploadId') ?? '');
    const { data, checksum: declared } = receiveBody(headers, body);
    const checksum = partChecksum(upload, declared, data);
    const part = await uploads.putPart(bucket, upload.uploadId, partNumber, data, checksum);
    return {
      status: 200,
      headers: { etag: quoted(part.etag), ...(checksum && { [checksumHeader(checksum.algorithm)]: checksum.value }) },
    };
  },
};

function parsePartNumber(text: string): number {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= PART_NUMBER_MAX) return number;
  throw invalidArgument(
    `Part number must be an integer between 1 and ${PART_NUMBER_MAX}, inclusive`,
    'partNumber',
    text,
  );
}

/** A part has the checksum that the upload was begun with, whether its client sends one or not. */
function partChecksum({ checksum }: Upload, declared: DeclaredChecksum | undefined, data: Buffer): Part['checksum'] {
  if (!checksum) return declared;
  if (declared && declared.algorithm !== checksum.algorithm) {
    throw invalidRequest(
      `Checksum Type mismatch occurred, expected checksum Type: ${checksum.algorithm.toLowerCase()}, actual checksum Type: ${declared.algorithm.toLowerCase()}`,
    );
  }
  return declared ?? { algorithm: checksum.algorithm, value: checksumOf(checksum.algorithm, data) };
}
