import type { S3Operation } from '../operation.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html */
export const headBucket: S3Operation = {
  method: 'HEAD',
  target: 'bucket',
  async run({ buckets, region }, { bucket }) {
    await buckets.require(bucket);
    return { status: 200, headers: { 'x-amz-bucket-region': region, 'x-amz-access-point-alias': 'false' } };
  },
};
