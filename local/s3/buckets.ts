import type { BucketDirectories } from './bucket-directories.ts';
import { noSuchKey } from './errors.ts';
import { LIST_KEYS_MAX } from './limits.ts';
import { type ListPage, listPage } from './listing.ts';
import { quoted } from './object-headers.ts';
import { DEFAULT_CONTENT_TYPE, type ObjectRecord } from './object-record.ts';
import type { ObjectStore } from './object-store.ts';
import { readFully } from './read-fully.ts';
import type { Buckets, ObjectSummary, PutObjectOptions } from './types.ts';

/** The buckets as other services of this process use them, without a wire between. */
export function createBuckets(directories: BucketDirectories, store: ObjectStore): Buckets {
  return {
    async putObject(bucket, key, body, options = {}) {
      const record = await store.put(bucket, key, {
        content: [body],
        attributes: { headers: headersOf(options), metadata: options.metadata ?? {} },
        condition: { ifNoneMatch: options.ifNoneMatch },
      });
      return { etag: quoted(record.etag) };
    },
    async getObject(bucket, key) {
      const object = await store.open(bucket, key);
      if (!object) throw noSuchKey(key);
      try {
        return { body: await readFully(object.handle, 0, object.record.size), summary: summaryOf(object.record) };
      } finally {
        await object.handle.close();
      }
    },
    async listObjects(bucket, prefix) {
      const found: ObjectSummary[] = [];
      let page: ListPage | undefined;
      do {
        page = await listPage(store, directories, bucket, {
          prefix,
          delimiter: '',
          maxKeys: LIST_KEYS_MAX,
          start: page?.next,
        });
        found.push(...page.contents.map(summaryOf));
      } while (page.next);
      return found;
    },
    directory: (bucket) => directories.path(bucket),
  };
}

function headersOf({ contentType, contentEncoding }: PutObjectOptions): Record<string, string> {
  return {
    'content-type': contentType ?? DEFAULT_CONTENT_TYPE,
    ...(contentEncoding !== undefined && { 'content-encoding': contentEncoding }),
  };
}

function summaryOf(record: ObjectRecord): ObjectSummary {
  return { key: record.key, size: record.size, etag: quoted(record.etag), lastModified: record.lastModified };
}
