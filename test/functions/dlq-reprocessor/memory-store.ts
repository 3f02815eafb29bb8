import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { ListedObject, ObjectStore } from '../../../functions/dlq-reprocessor/object-store.ts';

/** A bucket in memory. */
export interface MemoryBucket {
  objects: Map<string, { body: Buffer; lastModified: number }>;
  /** Every change, in order. */
  changes: { operation: 'put' | 'copy' | 'delete'; key: string }[];
}

export const createMemoryBucket = (): MemoryBucket => ({ objects: new Map(), changes: [] });

/**
 * Stands around every call: `before` and `after` its effect. Either may wait, and may throw for a call that fails; a failure
 * after the effect is a call whose answer was lost.
 */
export interface Gate {
  before(operation: keyof ObjectStore, key: string): Promise<void>;
  after(operation: keyof ObjectStore, key: string): Promise<void>;
}

const open: Gate = { before: async () => {}, after: async () => {} };

export interface MemoryStoreOptions {
  gate?: Gate;
  now?: () => number;
  /** Keys a page of a listing holds. */
  pageKeys?: number;
  /** Hands out gzip bodies expanded: expanding takes other threads, whose order no seed decides. */
  expanded?: boolean;
}

/** What S3 does for a replay, on a bucket in memory. */
export function createMemoryStore(
  { objects, changes }: MemoryBucket,
  { gate = open, now = () => 0, pageKeys = 1000, expanded = false }: MemoryStoreOptions = {},
): ObjectStore {
  const change = (operation: 'put' | 'copy' | 'delete', key: string, body?: Buffer) => {
    changes.push({ operation, key });
    if (body === undefined) objects.delete(key);
    else objects.set(key, { body, lastModified: now() });
  };
  /** A call of S3: its effect happens at one moment. */
  async function call<T>(operation: keyof ObjectStore, key: string, effect: () => T): Promise<T> {
    await gate.before(operation, key);
    const answer = effect();
    await gate.after(operation, key);
    return answer;
  }
  const isThere = (key: string, etag?: string) => {
    const object = objects.get(key);
    return object !== undefined && (etag === undefined || etagOf(object.body) === etag);
  };

  return {
    async *list(prefix, after = '') {
      let last = after;
      for (;;) {
        const from = last;
        const page = await call('list', prefix, () => listPage(objects, prefix, from, pageKeys));
        yield* page;
        if (page.length < pageKeys) return;
        last = page.at(-1)!.key;
      }
    },
    read: (key, etag) =>
      call('read', key, () => {
        if (!isThere(key, etag)) return undefined;
        const { body } = objects.get(key)!;
        const unpacked = expanded && /^(errors|parked)\//.test(key) && body[0] === 0x1f && body[1] === 0x8b;
        return inHalves(unpacked ? gunzipSync(body) : body);
      }),
    putIfAbsent: (key, body) =>
      call('putIfAbsent', key, () => {
        if (isThere(key)) return 'present';
        change('put', key, body);
        return 'written';
      }),
    put: (key, body) => call('put', key, () => change('put', key, body)),
    copy: (from, etag, to) =>
      call('copy', to, () => {
        if (!isThere(from, etag)) return false;
        if (!isThere(to)) change('copy', to, objects.get(from)!.body);
        return true;
      }),
    delete: (key, etag) =>
      call('delete', key, () => {
        if (isThere(key, etag)) change('delete', key);
      }),
  };
}

/** As S3 makes it of an object that was put whole and is encrypted with its own keys. */
export const etagOf = (body: Buffer): string => createHash('md5').update(body).digest('hex');

function listPage(objects: MemoryBucket['objects'], prefix: string, after: string, keys: number): ListedObject[] {
  return [...objects]
    .filter(([key]) => key.startsWith(prefix) && key > after)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, keys)
    .map(([key, { body, lastModified }]) => ({ key, etag: etagOf(body), size: body.length, lastModified }));
}

async function* inHalves(body: Buffer): AsyncGenerator<Buffer> {
  yield body.subarray(0, body.length >> 1);
  yield body.subarray(body.length >> 1);
}
