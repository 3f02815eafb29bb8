import type { S3Operation } from '../operation.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html */
export const abortMultipartUpload: S3Operation = {
  method: 'DELETE',
  target: 'object',
  requires: ['uploadId'],
  async run({ buckets, uploads }, { bucket, key, query }) {
    await buckets.require(bucket);
    const upload = await uploads.require(bucket, key, query.get('uploadId') ?? '');
    await uploads.remove(bucket, upload.uploadId);
    return { status: 204 };
  },
};
