import { mkdirSync, realpathSync } from 'node:fs';
import { lstat, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import { checkBucketName, isBucketName } from './bucket-name.ts';
import { noSuchBucket } from './errors.ts';
import type { TemporaryFiles } from './temporary-files.ts';

export interface BucketDirectories {
  /** False when it is there already. */
  create(name: string): Promise<boolean>;
  /** Throws `NoSuchBucket`. */
  require(name: string): Promise<string>;
  /** In order of name, with the instant of creation (ms). */
  list(): Promise<{ name: string; createdAt: number }[]>;
  /** Where a bucket lies, or would lie. */
  path(name: string): string;
}

/** A bucket is a directory; when it was made stands in `<metadata>/<bucket>/bucket.json`. */
export function createBucketDirectories(
  directory: string,
  metadataDirectory: string,
  clock: Clock,
  temporary: TemporaryFiles,
): BucketDirectories {
  mkdirSync(directory, { recursive: true });
  const root = realpathSync(directory);
  const path = (name: string) => join(root, name);
  const isThere = async (name: string) => (await lstat(path(name)).catch(() => undefined))?.isDirectory() ?? false;
  const noteFile = (name: string) => join(metadataDirectory, name, 'bucket.json');

  async function createdAt(name: string): Promise<number> {
    const note = await readFile(noteFile(name), 'utf8')
      .then(JSON.parse)
      .catch(() => undefined);
    return typeof note?.createdAt === 'number' ? note.createdAt : Math.floor((await lstat(path(name))).birthtimeMs);
  }

  return {
    path,
    async create(name) {
      checkBucketName(name);
      if (await isThere(name)) return false;
      await mkdir(join(metadataDirectory, name), { recursive: true });
      const note = temporary.nextPath();
      await writeFile(note, JSON.stringify({ createdAt: clock.now() }));
      await rename(note, noteFile(name));
      await mkdir(path(name));
      return true;
    },
    async require(name) {
      if (isBucketName(name) && (await isThere(name))) return path(name);
      throw noSuchBucket(name);
    },
    async list() {
      const entries = await readdir(root, { withFileTypes: true });
      const names = entries
        .filter((entry) => entry.isDirectory() && isBucketName(entry.name))
        .map((entry) => entry.name);
      return await Promise.all(names.sort().map(async (name) => ({ name, createdAt: await createdAt(name) })));
    },
  };
}
