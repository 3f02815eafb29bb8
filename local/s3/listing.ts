import type { BucketDirectories } from './bucket-directories.ts';
import { type WalkStart, walkKeys } from './key-walk.ts';
import type { ObjectRecord } from './object-record.ts';
import type { ObjectStore } from './object-store.ts';

export interface ListQuery {
  prefix: string;
  delimiter: string;
  maxKeys: number;
  start?: WalkStart | undefined;
}

export interface ListPage {
  contents: ObjectRecord[];
  commonPrefixes: string[];
  /** Where the next page starts; absent on the last one. */
  next?: WalkStart;
}

/** One page of a bucket's objects and of the prefixes that their keys share up to the delimiter. */
export async function listPage(
  store: ObjectStore,
  buckets: BucketDirectories,
  bucket: string,
  query: ListQuery,
): Promise<ListPage> {
  const directory = await buckets.require(bucket);
  const keys: string[] = [];
  const commonPrefixes: string[] = [];
  let last = query.start;
  let truncated = false;
  for await (const item of items(directory, query)) {
    if (keys.length + commonPrefixes.length === query.maxKeys) {
      truncated = query.maxKeys > 0;
      break;
    }
    (item.isPrefix ? commonPrefixes : keys).push(item.after);
    last = item;
  }
  const contents: ObjectRecord[] = [];
  for (let at = 0; at < keys.length; at += OPEN_FILES_MAX) {
    const records = await Promise.all(keys.slice(at, at + OPEN_FILES_MAX).map((key) => store.head(bucket, key)));
    contents.push(...records.filter((record) => record !== undefined));
  }
  return { contents, commonPrefixes, ...(truncated && last && { next: last }) };
}

/** A page read all at once could take more files than a process may hold open. */
const OPEN_FILES_MAX = 32;

/** Keys and common prefixes in order. After a common prefix the walk starts anew behind it, rather than through all its keys. */
async function* items(directory: string, { prefix, delimiter, start }: ListQuery): AsyncGenerator<WalkStart> {
  let from = start;
  for (let more = true; more; ) {
    more = false;
    for await (const key of walkKeys(directory, prefix, from)) {
      const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      if (end < 0) {
        yield { after: key, isPrefix: false };
        continue;
      }
      from = { after: key.slice(0, end + delimiter.length), isPrefix: true };
      yield from;
      more = true;
      break;
    }
  }
}
