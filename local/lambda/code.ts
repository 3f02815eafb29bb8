import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { CODE_BYTES_MAX } from './limits.ts';

/** A function's unzipped code. */
export interface Code {
  /** Real path of its directory, `LAMBDA_TASK_ROOT`. */
  root: string;
  /** Base64, as Lambda's `CodeSha256`. */
  sha256: string;
  /** Of the zip, bytes. */
  size: number;
}

/**
 * Unzips a package into `<directory>/<hash of the zip>`; a directory of that name is there already when it is whole.
 * Throws for a zip that is none, is too large, or has an entry that would lie outside.
 */
export async function unpackCode(directory: string, zipPath: string): Promise<Code> {
  const zip = await readFile(zipPath);
  const hash = createHash('sha256').update(zip).digest();
  await mkdir(directory, { recursive: true });
  const root = join(await realpath(directory), hash.toString('hex'));
  if (!(await stat(root).catch(() => undefined))) await unpackInto(root, zip, zipPath);
  return { root, sha256: hash.toString('base64'), size: zip.length };
}

/** Deletes what other versions of a function left. */
export async function removeOtherCode(directory: string, code: Code): Promise<void> {
  const names = (await readdir(directory)).map((name) => join(dirname(code.root), name));
  await Promise.all(
    names.filter((path) => path !== code.root).map((path) => rm(path, { recursive: true, force: true })),
  );
}

async function unpackInto(root: string, zip: Buffer, zipPath: string): Promise<void> {
  const temporary = `${root}.${randomUUID()}`;
  let total = 0;
  const entries = unzipSync(zip, {
    filter({ name, originalSize }) {
      total += originalSize;
      if (total > CODE_BYTES_MAX)
        throw new Error(`${zipPath}: unzipped size must be smaller than ${CODE_BYTES_MAX} bytes`);
      if (isOutside(name))
        throw new Error(`${zipPath}: the entry ${JSON.stringify(name)} would lie outside of the package`);
      return !name.endsWith('/');
    },
  });
  for (const [name, bytes] of Object.entries(entries)) {
    const path = join(temporary, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  }
  await mkdir(temporary, { recursive: true });
  await rename(temporary, root);
}

function isOutside(name: string): boolean {
  return name.startsWith('/') || /[\\\0]|^[A-Za-z]:/.test(name) || name.split('/').includes('..');
}
