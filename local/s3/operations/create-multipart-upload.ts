import { keyToPath } from '../key-path.ts';
import { uploadChecksum } from '../multipart-checksum.ts';
import { readAttributes, refuseUnkeptHeaders } from '../object-attributes.ts';
import type { S3Operation } from '../operation.ts';
import { xmlDocument, xmlText } from '../xml.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html */
export const createMultipartUpload: S3Operation = {
  method: 'POST',
  target: 'object',
  requires: ['uploads'],
  async run({ buckets, uploads }, { bucket, key, headers }) {
    refuseUnkeptHeaders(headers);
    // A key that cannot be a file is refused now rather than after all parts have been sent.
    keyToPath(await buckets.require(bucket), key);
    const checksum = uploadChecksum(headers);
    const upload = await uploads.create(bucket, {
      key,
      attributes: readAttributes(headers),
      ...(checksum && { checksum }),
    });
    return {
      status: 200,
      headers: {
        'content-type': 'application/xml',
        ...(checksum && { 'x-amz-checksum-algorithm': checksum.algorithm, 'x-amz-checksum-type': checksum.type }),
      },
      body: xmlDocument('InitiateMultipartUploadResult', [
        xmlText('Bucket', bucket),
        xmlText('Key', key),
        xmlText('UploadId', upload.uploadId),
      ]),
    };
  },
};
