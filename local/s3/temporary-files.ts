import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** A finished file that waits for its name. */
export interface TemporaryFile {
  path: string;
  size: number;
  mtimeNs: string;
  /** Hex. */
  md5: string;
}

export type Content = Iterable<Buffer> | AsyncIterable<Buffer>;

/**
 * Files being written, in a directory outside every bucket, on the same file system so that a rename moves them into place.
 * They outlive neither their write nor, after a crash, the next start.
 */
export interface TemporaryFiles {
  nextPath(): string;
  write(content: Content): Promise<TemporaryFile>;
  remove(file: { path: string }): Promise<void>;
}

export function createTemporaryFiles(directory: string): TemporaryFiles {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const nextPath = () => join(directory, randomUUID());
  return {
    nextPath,
    async write(content) {
      const path = nextPath();
      const handle = await open(path, 'wx');
      try {
        const md5 = createHash('md5');
        for await (const bytes of content) {
          md5.update(bytes);
          await handle.writeFile(bytes);
        }
        const stat = await handle.stat({ bigint: true });
        return { path, size: Number(stat.size), mtimeNs: String(stat.mtimeNs), md5: md5.digest('hex') };
      } catch (error) {
        await rm(path, { force: true });
        throw error;
      } finally {
        await handle.close();
      }
    },
    remove: (file) => rm(file.path, { force: true }),
  };
}
