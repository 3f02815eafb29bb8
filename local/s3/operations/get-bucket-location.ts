import { type S3Operation, xmlResponse } from '../operation.ts';
import { xmlDocument } from '../xml.ts';

/** The oldest region answers with an empty element. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html */
export const getBucketLocation: S3Operation = {
  method: 'GET',
  target: 'bucket',
  requires: ['location'],
  async run({ buckets, region }, { bucket }) {
    await buckets.require(bucket);
    return xmlResponse(xmlDocument('LocationConstraint', region === 'us-east-1' ? [] : [region]));
  },
};
