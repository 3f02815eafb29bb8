import { CopyObjectCommand, DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { isFolderPlaceholder, replayedKey } from '../../shared/error-object-keys.ts';
import {
  fanOutName,
  readStreamFailure,
  type StreamFailure,
  streamFailurePrefix,
} from '../../shared/stream-record-failure.ts';
import type { Deployed } from '../deployed/connect.ts';
import { listObjects, readObject } from '../deployed/objects.ts';
import type { SelectionOptions } from '../errors/selection.ts';

/** An object about changes that subscribers were not told of. */
export interface FailureObject {
  key: string;
  failure: StreamFailure;
}

/** Objects under the failure destination's prefix, as far as the commands need them. */
export interface FailureObjects {
  /** Keys in order. */
  list(): AsyncIterable<string>;
  /** Undefined when it is gone. */
  read(key: string): Promise<string | undefined>;
  /** Copies, then removes: what is interrupted is there twice, and never not at all. */
  move(from: string, to: string): Promise<void>;
}

/** Lambda's are as large as a batch, 6 MB, and the words around it. */
const objectBytesMax = 16 * 1024 * 1024;

/** With the operator's own rights. */
export function createFailureObjects(deployed: Deployed, bucket: string): FailureObjects {
  const s3 = deployed.client(S3Client);
  return {
    async *list() {
      for await (const object of listObjects(deployed, bucket, streamFailurePrefix)) {
        if (!isFolderPlaceholder(object)) yield object.key;
      }
    },
    async read(key) {
      const body = await readObject(deployed, bucket, key);
      if (!body) return undefined;
      const chunks: Uint8Array[] = [];
      let bytes = 0;
      for await (const chunk of body) {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > objectBytesMax) break;
      }
      return Buffer.concat(chunks).toString('utf8');
    },
    async move(from, to) {
      const CopySource = `${bucket}/${encodeURIComponent(from)}`;
      await s3.send(new CopyObjectCommand({ Bucket: bucket, Key: to, CopySource }));
      await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: from }));
    },
  };
}

export type FailureOutcome = ({ ok: true } & FailureObject) | { ok: false; key: string; problem: string };

/**
 * The objects about one function that a selection is about, read one after the other. A mapping that was made anew has another id, so that it
 * is not by the key that an object is known but by the function that it names.
 */
export async function* selectFailures(
  objects: FailureObjects,
  functionName: string,
  { from, to, codes }: SelectionOptions,
): AsyncGenerator<FailureOutcome> {
  const fromHour = from === undefined ? '' : from.slice(0, 13);
  const toHour = to === undefined ? '9' : to.slice(0, 13);
  for await (const key of objects.list()) {
    const day = dayOf(key);
    if (day !== undefined && (day < fromHour.slice(0, 10) || day > toHour.slice(0, 10))) continue;
    const text = await objects.read(key);
    if (text === undefined) continue;
    const read = readStreamFailure(text);
    if (!read.ok) {
      const problem = `it is no record of a failed batch${read.path === undefined ? '' : ` (${read.path})`}`;
      yield { ok: false, key, problem };
      continue;
    }
    const { failure } = read;
    const hour = failure.timestamp.slice(0, 13);
    if (failure.functionArn.split(':')[6] !== functionName || hour < fromHour || hour > toHour) continue;
    if (codes && !codes.includes(reasonOf(failure))) continue;
    yield { ok: true, key, failure };
  }
}

/** Why the changes were given up: the target's word, or Lambda's. */
export const reasonOf = ({ reason, condition }: StreamFailure): string => reason ?? condition;

/** `yyyy-MM-dd`, UTC. */
const dayOf = (key: string): string | undefined => /\/(\d{4})\/(\d{2})\/(\d{2})\/[^/]*$/.exec(key)?.slice(1).join('-');

/** What the function writes has keys of its own making, and the same one when it comes to the same change again that day. */
const ownPrefix = `${streamFailurePrefix}${fanOutName}/`;
const heldSuffix = '.told-again';

/**
 * Where an object lies while its changes are told again; it is still one of those that are listed. Were it under the key that the
 * function gives it, a second refusal would find itself there already, and go with it when it is put away.
 */
export const heldKey = (key: string): string =>
  key.startsWith(ownPrefix) && !key.endsWith(heldSuffix) ? `${key}${heldSuffix}` : key;

/** The sequence number in the key of what the function put aside. */
export const sequenceNumberIn = (key: string): string | undefined =>
  key.startsWith(ownPrefix) ? /\/(\d+)-[0-9a-f]{32}\.json$/.exec(key)?.[1] : undefined;

/** Where it lies once it is done with. */
export const doneKey = (key: string, requestId: string): string => replayedKey(key, requestId);
