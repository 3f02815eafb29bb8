import { receiveBody } from '../body.ts';
import { checksumHeader } from '../checksums.ts';
import { quoted } from '../object-headers.ts';
import type { S3Operation } from '../operation.ts';
import { partChecksum, partTarget } from '../part-upload.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html */
export const uploadPart: S3Operation = {
  method: 'PUT',
  target: 'object',
  requires: ['partNumber', 'uploadId'],
  async run(context, request) {
    const { upload, partNumber } = await partTarget(context, request);
    const { data, checksum: declared } = receiveBody(request.headers, request.body);
    const checksum = partChecksum(upload, declared, data);
    const part = await context.uploads.putPart(request.bucket, upload.uploadId, partNumber, data, checksum);
    return {
      status: 200,
      headers: { etag: quoted(part.etag), ...(checksum && { [checksumHeader(checksum.algorithm)]: checksum.value }) },
    };
  },
};
