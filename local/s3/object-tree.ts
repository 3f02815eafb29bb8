import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, realpath, rename, rmdir, unlink } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { AwsError } from '../wire/message.ts';

/**
 * The files below one bucket's directory. Nothing here follows a symbolic link, so that no key leads out of the bucket,
 * and a name that the file system takes for another (of other case, or otherwise normalised) is not that other.
 * `root` is a real path; the `path` of an object comes from {@link keyToPath}.
 */

export interface FileVersion {
  size: number;
  /** Milliseconds since the epoch, by the machine's clock. */
  mtimeMs: number;
  mtimeNs: string;
}

/** Undefined when no regular file of exactly this name is there. */
export async function statObjectFile(path: string): Promise<FileVersion | undefined> {
  try {
    if ((await realpath(path)) !== path) return undefined;
    const stat = await lstat(path, { bigint: true });
    return stat.isFile() ? versionOf(stat) : undefined;
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

/** Opens an object for reading; undefined as above. The caller closes it. */
export async function openObjectFile(path: string): Promise<{ handle: FileHandle; version: FileVersion } | undefined> {
  if (!(await statObjectFile(path))) return undefined;
  try {
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    return { handle, version: versionOf(await handle.stat({ bigint: true })) };
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

function versionOf(stat: BigIntStats): FileVersion {
  return { size: Number(stat.size), mtimeMs: Number(stat.mtimeMs), mtimeNs: String(stat.mtimeNs) };
}

/** Moves a finished file to an object's place, making the directories in between. */
export async function placeObjectFile(root: string, path: string, finished: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await makeDirectories(root, dirname(path));
      if (await isAnotherName(path)) throw conflict(root, path);
      return await rename(finished, path);
    } catch (error) {
      const code = codeOf(error);
      // A delete beside this may have swept a directory away that it found empty; an empty one may lie in the object's place.
      const again = code === 'ENOENT' || (code === 'EISDIR' && (await removeIfEmpty(path)));
      if (again && attempt < ATTEMPTS_MAX) continue;
      throw code === 'EISDIR' || code === 'ENOTDIR' || code === 'ENOENT' ? conflict(root, path) : error;
    }
  }
}

const ATTEMPTS_MAX = 20;

/** Removes an object and the directories that it leaves empty. False when there was none. */
export async function removeObjectFile(root: string, path: string): Promise<boolean> {
  if (!(await statObjectFile(path))) return false;
  try {
    await unlink(path);
  } catch (error) {
    if (isAbsence(error)) return false;
    throw error;
  }
  for (let directory = dirname(path); directory !== root; directory = dirname(directory)) {
    if (!(await removeIfEmpty(directory))) break;
  }
  return true;
}

async function makeDirectories(root: string, directory: string): Promise<void> {
  const isThere = (await realpath(directory).catch(() => undefined)) === directory;
  if (isThere && (await lstat(directory)).isDirectory()) return;
  let current = root;
  for (const name of relative(root, directory).split(sep)) {
    current = join(current, name);
    await mkdir(current).catch((error) => {
      if (codeOf(error) === 'EEXIST') return;
      throw codeOf(error) === 'ENOENT' ? error : conflict(root, current);
    });
    const stat = await lstat(current).catch(() => undefined);
    if (stat && (!stat.isDirectory() || (await isAnotherName(current)))) throw conflict(root, current);
  }
}

/** True when the file system answers to this path although its entry is spelt otherwise. Links are replaced, not followed. */
async function isAnotherName(path: string): Promise<boolean> {
  const stat = await lstat(path).catch(() => undefined);
  if (!stat || stat.isSymbolicLink()) return false;
  const real = await realpath(path).catch(() => path);
  return real !== path;
}

async function removeIfEmpty(directory: string): Promise<boolean> {
  return await rmdir(directory).then(
    () => true,
    () => false,
  );
}

function conflict(root: string, path: string): AwsError {
  return new AwsError(
    'InvalidArgument',
    `The local S3 keeps objects as files: this key cannot be stored while ${relative(root, path)} stands in its way as a file, a directory, a link or a name of other case.`,
    400,
  );
}

function isAbsence(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'EISDIR'].includes(codeOf(error));
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}
