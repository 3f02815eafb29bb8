import { PutObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import type { FailureStore } from './failure-store.ts';
import { within } from './within.ts';

export interface S3FailureStoreOptions {
  client: S3Client;
  bucket: string;
  /** Account id. S3 refuses every call if the bucket is another account's. */
  owner: string;
}

/** The lake's bucket. https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html */
export function createS3FailureStore({ client, bucket, owner }: S3FailureStoreOptions): FailureStore {
  const fixed = { Bucket: bucket, ExpectedBucketOwner: owner, ContentType: 'application/json', IfNoneMatch: '*' };
  return {
    async put(Key, Body, timeoutMs) {
      try {
        await within(timeoutMs, (abortSignal) =>
          client.send(new PutObjectCommand({ ...fixed, Key, Body }), { abortSignal }),
        );
      } catch (error) {
        const isThere = error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412;
        if (!isThere) throw error;
      }
    },
  };
}
