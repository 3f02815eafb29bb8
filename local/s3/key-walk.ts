import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { nameToSegment } from './key-path.ts';
import { compareUtf8 } from './utf8-order.ts';

/** Where a listing goes on: after a key, or after everything that begins with a common prefix. */
export interface WalkStart {
  after: string;
  isPrefix: boolean;
}

/**
 * Every key of a bucket that begins with `prefix`, in order of its UTF-8 bytes, reading only directories that can hold one.
 * Links and special files are not objects.
 */
export async function* walkKeys(directory: string, prefix: string, start?: WalkStart): AsyncGenerator<string> {
  yield* walk(directory, '', prefix, start);
}

async function* walk(directory: string, base: string, prefix: string, start?: WalkStart): AsyncGenerator<string> {
  for (const entry of await sortedEntries(directory, base)) {
    if (start && isPassed(entry, start)) continue;
    if (!entry.isDirectory) {
      if (entry.key.startsWith(prefix)) yield entry.key;
    } else if (entry.key.startsWith(prefix) || prefix.startsWith(entry.key)) {
      yield* walk(join(directory, entry.name), entry.key, prefix, start);
    }
  }
}

interface Entry {
  name: string;
  /** A file's key, or what the keys of a directory begin with. */
  key: string;
  isDirectory: boolean;
}

async function sortedEntries(directory: string, base: string): Promise<Entry[]> {
  // A directory can be swept away by a delete while it is listed.
  const found = await readdir(directory, { withFileTypes: true }).catch(() => []);
  return found
    .filter((entry) => entry.isFile() || entry.isDirectory())
    .map((entry) => {
      const isDirectory = entry.isDirectory();
      return { name: entry.name, key: base + nameToSegment(entry.name) + (isDirectory ? '/' : ''), isDirectory };
    })
    .sort((a, b) => compareUtf8(a.key, b.key));
}

function isPassed(entry: Entry, start: WalkStart): boolean {
  if (start.isPrefix && entry.key.startsWith(start.after)) return true;
  if (entry.isDirectory && start.after.startsWith(entry.key)) return false;
  return compareUtf8(entry.key, start.after) <= 0;
}
