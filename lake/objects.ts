import type { Dirent } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LakeError } from './lake-error.ts';

/** A finished object of a bucket that lies on this machine as a plain file. */
export interface LakeObject {
  key: string;
  path: string;
  sizeBytes: number;
  modifiedMs: number;
}

/**
 * Every object whose key begins with `prefix`, folder by folder in the order of names; none when the folder is not there.
 * Only plain files count: links are not followed.
 *
 * A key is the path of its file, except that the local S3 puts a `%` before a segment that a file system keeps for itself.
 */
export async function* listObjects(bucketDirectory: string, prefix: string): AsyncGenerator<LakeObject> {
  const folders = prefix.split('/').slice(0, -1);
  const key = folders.map((segment) => `${segment}/`).join('');
  yield* listFolder(join(bucketDirectory, ...folders.map(segmentToName)), key, prefix);
}

async function* listFolder(folder: string, folderKey: string, prefix: string): AsyncGenerator<LakeObject> {
  for (const entry of await entriesOf(folder)) {
    const key = folderKey + nameToSegment(entry.name);
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (`${key}/`.startsWith(prefix)) yield* listFolder(path, `${key}/`, prefix);
    } else if (entry.isFile() && key.startsWith(prefix)) {
      const found = await unlessGone(stat(path));
      if (found) yield { key, path, sizeBytes: found.size, modifiedMs: found.mtimeMs };
    }
  }
}

const RESERVED_NAME = /^%+\.{0,2}$/;

const nameToSegment = (name: string) => (RESERVED_NAME.test(name) ? name.slice(1) : name);

function segmentToName(segment: string): string {
  if (segment.includes('\0')) throw new LakeError('No object has a key with NUL in it.');
  return ['', '.', '..'].includes(segment) || RESERVED_NAME.test(segment) ? `%${segment}` : segment;
}

async function entriesOf(path: string): Promise<Dirent[]> {
  const entries = (await unlessGone(readdir(path, { withFileTypes: true }))) ?? [];
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** `undefined` for what is not there (any more). */
async function unlessGone<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/** True when a file begins with gzip's magic `1f 8b`, whatever its name says. */
export async function isGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}
