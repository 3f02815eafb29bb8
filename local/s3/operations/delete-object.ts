import type { S3Operation } from '../operation.ts';

/** Answers the same whether the key was there or not. https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
export const deleteObject: S3Operation = {
  method: 'DELETE',
  target: 'object',
  async run({ store }, { bucket, key, headers }) {
    await store.remove(bucket, key, { ifMatch: headers['if-match'] });
    return { status: 204 };
  },
};
