import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { Target } from './target.ts';

export interface DeliveredObject {
  key: string;
  /** As it lies in the bucket. */
  stored: Buffer;
  /** Without gzip. */
  text: string;
  contentEncoding: string | undefined;
}

export type ErrorObject = Record<string, unknown> & { errorCode: string; rawData: string };

/** What a delivery stream has written so far. */
export interface Delivered {
  objects: DeliveredObject[];
  /** The lines of the objects that are no error objects. */
  rows: string[];
  /** The lines of the error objects, those of any delivery stream that writes them below `errors/`. */
  errors: ErrorObject[];
}

/** Reads everything under a prefix; what `known` holds already is not read again, since Firehose never writes a key twice. */
export async function readDelivered(target: Target, prefix: string, known?: Delivered): Promise<Delivered> {
  const objects: DeliveredObject[] = [];
  for (const key of await keysUnder(target, prefix)) {
    objects.push(known?.objects.find((object) => object.key === key) ?? (await readObject(target, key)));
  }
  const isError = ({ key }: DeliveredObject) => key.slice(prefix.length).startsWith('errors/');
  return {
    objects,
    rows: objects.filter((object) => !isError(object)).flatMap(linesOf),
    errors: objects
      .filter(isError)
      .flatMap(linesOf)
      .map((line) => JSON.parse(line) as ErrorObject),
  };
}

const linesOf = ({ text }: DeliveredObject): string[] => text.split('\n').filter((line) => line !== '');

export async function keysUnder({ s3, bucket }: Target, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for (let token: string | undefined; ; ) {
    const page = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }));
    keys.push(...(page.Contents ?? []).map(({ Key }) => Key!));
    token = page.NextContinuationToken;
    if (!token) return keys;
  }
}

async function readObject({ s3, bucket }: Target, key: string): Promise<DeliveredObject> {
  const { Body, ContentEncoding } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const stored = Buffer.from(await Body!.transformToByteArray());
  const isGzip = stored[0] === 0x1f && stored[1] === 0x8b;
  return { key, stored, text: (isGzip ? gunzipSync(stored) : stored).toString(), contentEncoding: ContentEncoding };
}
