import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The layout of the state on disk. Raised when an older directory can no longer be read. */
const FORMAT = 1;
const MARKER = 'tributary.json';
const LOCK = 'lock';

/** The data directory cannot be used; the message says why and how to mend it. */
export class DataDirectoryError extends Error {
  override name = 'DataDirectoryError';
}

export interface DataDirectory {
  path: string;
  /** The stack's time when this directory was last in use, ms; 0 for a fresh one. A stack must not start before it. */
  lastKnownTime: number;
  /** Notes the stack's time, so that an accelerated clock never runs backwards over a restart. */
  noteTime(nowMs: number): void;
  release(): void;
}

/**
 * Takes a data directory for this process alone.
 *
 * A directory that holds anything else than our state, that another process uses, or that another version wrote is
 * refused with {@link DataDirectoryError}. A lock left by a killed process is taken over.
 */
export function claimDataDirectory(path: string): DataDirectory {
  mkdirSync(path, { recursive: true });
  const marker = readMarker(path);
  if (!marker && readdirSync(path).length > 0) {
    throw new DataDirectoryError(
      `${path} holds files that are not Tributary's. Name an empty or new directory with --data.`,
    );
  }
  if (marker && marker.format !== FORMAT) {
    throw new DataDirectoryError(
      `${path} was written by another version (format ${marker.format}, this one reads ${FORMAT}). Use that version, or start over in another directory with --data.`,
    );
  }
  const save = (lastKnownTime: number) =>
    writeAtomically(join(path, MARKER), JSON.stringify({ format: FORMAT, lastKnownTime }));
  if (!marker) save(0);
  takeLock(path);
  return {
    path,
    lastKnownTime: marker?.lastKnownTime ?? 0,
    noteTime: save,
    release: () => rmSync(join(path, LOCK), { force: true }),
  };
}

/** Empties a directory for a fresh run, only if it carries our marker and nobody uses it. */
export function wipeDataDirectory(path: string): void {
  if (readMarker(path) === undefined) return;
  takeLock(path);
  rmSync(path, { recursive: true, force: true });
}

/** The stack's time when a directory was last in use, ms; undefined for one that does not carry our marker. */
export const lastKnownTimeOf = (path: string): number | undefined => readMarker(path)?.lastKnownTime;

function readMarker(path: string): { format: number; lastKnownTime: number } | undefined {
  let text: string;
  try {
    text = readFileSync(join(path, MARKER), 'utf8');
  } catch {
    return undefined;
  }
  try {
    const { format, lastKnownTime } = JSON.parse(text);
    if (Number.isSafeInteger(format) && Number.isSafeInteger(lastKnownTime)) return { format, lastKnownTime };
  } catch {
    // Falls through: a marker that does not parse is as foreign as one of another program.
  }
  throw new DataDirectoryError(
    `${join(path, MARKER)} is not readable as Tributary's marker. Name another directory with --data.`,
  );
}

function takeLock(path: string): void {
  const lock = join(path, LOCK);
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = Number(readFileSync(lock, 'utf8')) || 0;
    if (owner !== process.pid && isRunning(owner)) {
      throw new DataDirectoryError(
        `${path} is in use by the process ${owner}. Stop that one first, or use another directory with --data. If no Tributary runs there, delete ${lock}.`,
      );
    }
    rmSync(lock, { force: true });
  }
}

function isRunning(pid: number): boolean {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function writeAtomically(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}
