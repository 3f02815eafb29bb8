import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { Deployed } from './connect.ts';

/** An object as a listing tells of it. */
export interface ListedObject {
  key: string;
  /** Bytes. */
  size: number;
  /** Epoch milliseconds. */
  lastModified: number;
}

/** The objects under a prefix in key order, page by page. */
export async function* listObjects(deployed: Deployed, bucket: string, prefix: string): AsyncGenerator<ListedObject> {
  const s3 = deployed.client(S3Client);
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken }));
    for (const { Key, Size, LastModified } of page.Contents ?? []) {
      if (Key !== undefined) yield { key: Key, size: Size ?? 0, lastModified: LastModified?.getTime() ?? 0 };
    }
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
}

/** The bytes of an object as they lie in S3; undefined when it is gone. */
export async function readObject(
  deployed: Deployed,
  bucket: string,
  key: string,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  try {
    const { Body } = await deployed.client(S3Client).send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    // In Node it is a readable stream, and that is iterable.
    return Body as AsyncIterable<Uint8Array> | undefined;
  } catch (error) {
    if ((error as Error).name === 'NoSuchKey') return undefined;
    throw error;
  }
}
