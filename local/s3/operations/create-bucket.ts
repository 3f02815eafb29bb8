import { AwsError } from '../../wire/message.ts';
import type { S3Operation } from '../operation.ts';
import { parseXml, xmlChildText } from '../xml.ts';

/** Where S3 treats a bucket that one has already as made. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html */
const TOLERANT_REGION = 'us-east-1';

export const createBucket: S3Operation = {
  method: 'PUT',
  target: 'bucket',
  async run({ buckets, region }, request) {
    const constraint =
      request.body.length > 0
        ? xmlChildText(parseXml(request.body, 'CreateBucketConfiguration'), 'LocationConstraint')
        : undefined;
    if (constraint !== undefined && constraint !== region) {
      throw new AwsError(
        'IllegalLocationConstraintException',
        `The ${constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`,
      );
    }
    const isNew = await buckets.create(request.bucket);
    if (!isNew && region !== TOLERANT_REGION) {
      throw new AwsError(
        'BucketAlreadyOwnedByYou',
        'Your previous request to create the named bucket succeeded and you already own it.',
        409,
        { BucketName: request.bucket },
      );
    }
    return { status: 200, headers: { location: `/${request.bucket}` } };
  },
};
