import { setTimeout as delay } from 'node:timers/promises';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { ListedObject, ObjectStore } from './object-store.ts';

export interface S3ObjectStoreOptions {
  client: S3Client;
  bucket: string;
  /** Account id. S3 refuses every call if the bucket is another account's. */
  owner: string;
  /** In [0, 1). */
  random: () => number;
}

/** The bucket is not what it should be; the message says how. */
class ObjectStoreError extends Error {
  override name = 'ObjectStoreError';
}

/** Tries of a write that collides with another one on its key, and the longest wait before the second. */
const conflictTriesMax = 6;
const conflictWaitMs = 50;

/**
 * The bucket through S3's API. No key is ever probed by reading it: the role may list under a few prefixes only, so that S3
 * answers 403 instead of 404 for a key that is not there.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html
 */
export function createS3ObjectStore({ client, bucket, owner, random }: S3ObjectStoreOptions): ObjectStore {
  const place = { Bucket: bucket, ExpectedBucketOwner: owner };

  async function* list(prefix: string, after?: string): AsyncGenerator<ListedObject> {
    let ContinuationToken: string | undefined;
    do {
      const page = await client
        .send(new ListObjectsV2Command({ ...place, Prefix: prefix, StartAfter: after, ContinuationToken }))
        .catch(explainRefusal(prefix));
      for (const { Key, ETag, Size, LastModified } of page.Contents ?? []) {
        if (Key === undefined || ETag === undefined) continue;
        yield { key: Key, etag: unquoted(ETag), size: Size ?? 0, lastModified: LastModified?.getTime() ?? 0 };
      }
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
  }

  function explainRefusal(prefix: string) {
    return (error: unknown): never => {
      if (statusOf(error) !== 403) throw error;
      const cause = `is not account ${owner}'s, or this function may not list ${prefix} in it`;
      throw new ObjectStoreError(`S3 refuses bucket ${bucket}: it ${cause}.`, { cause: error });
    };
  }

  /** Whether an object is gone, where S3 will not say whether it is that or forbidden. */
  async function isGone(error: unknown, key: string): Promise<boolean> {
    const status = statusOf(error);
    if (status === 404 || status === 412) return true;
    if (status !== 403) return false;
    for await (const object of list(key)) return object.key !== key;
    return true;
  }

  /** Two writes to one key at a time: S3 answers 409 to one of them, and asks for another try. */
  async function settleConflicts<T>(send: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await send();
      } catch (error) {
        if (statusOf(error) !== 409 || attempt === conflictTriesMax) throw error;
        await delay(random() * conflictWaitMs * 2 ** (attempt - 1));
      }
    }
  }

  return {
    list,

    async read(key, etag) {
      try {
        const { Body } = await client.send(
          new GetObjectCommand({ ...place, Key: key, ...(etag !== undefined && { IfMatch: quoted(etag) }) }),
        );
        // In Node it is a readable stream, and that is iterable.
        return Body as AsyncIterable<Uint8Array> | undefined;
      } catch (error) {
        if (await isGone(error, key)) return undefined;
        throw error;
      }
    },

    putIfAbsent: (key, body) =>
      settleConflicts(async () => {
        try {
          await client.send(new PutObjectCommand({ ...place, ...json, Key: key, Body: body, IfNoneMatch: '*' }));
          return 'written';
        } catch (error) {
          if (statusOf(error) === 412) return 'present';
          throw error;
        }
      }),

    async put(key, body) {
      await settleConflicts(() => client.send(new PutObjectCommand({ ...place, ...json, Key: key, Body: body })));
    },

    copy: (from, etag, to) =>
      settleConflicts(async () => {
        const CopySource = `${bucket}/${from.split('/').map(encodeURIComponent).join('/')}`;
        const source = { CopySource, CopySourceIfMatch: quoted(etag), ExpectedSourceBucketOwner: owner };
        try {
          await client.send(new CopyObjectCommand({ ...place, ...source, Key: to, IfNoneMatch: '*' }));
          return true;
        } catch (error) {
          // 412 has two meanings here, the source replaced or the target there. The listing tells them apart.
          if (statusOf(error) === 412) return isUnchanged(from, etag);
          if (await isGone(error, from)) return false;
          throw error;
        }
      }),

    async delete(key, etag) {
      try {
        await settleConflicts(() =>
          client.send(new DeleteObjectCommand({ ...place, Key: key, IfMatch: quoted(etag) })),
        );
      } catch (error) {
        if (!(await isGone(error, key))) throw error;
      }
    },
  };

  async function isUnchanged(key: string, etag: string): Promise<boolean> {
    for await (const object of list(key)) return object.key === key && object.etag === etag;
    return false;
  }
}

/** No `Content-Encoding`: readers of the lake go by the key's `.gz`, and a client must not unpack in passing. */
const json = { ContentType: 'application/gzip' };

function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}

const quoted = (etag: string) => `"${etag}"`;
const unquoted = (etag: string) => etag.replaceAll('"', '');
