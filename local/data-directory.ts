import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

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
  /** Lets go of the directory; doing it again has no effect. */
  release(): void;
}

/**
 * Takes a data directory for this process alone.
 *
 * A directory that holds anything else than our state, that is in use, or that another version wrote is refused with
 * {@link DataDirectoryError}. A lock left by a killed process is taken over.
 */
export function claimDataDirectory(path: string): DataDirectory {
  mkdirSync(path, { recursive: true });
  const marker = readMarker(path);
  if (!marker && readdirSync(path).some((name) => !isOwn(name))) {
    throw new DataDirectoryError(
      `${path} holds files that are not Tributary's. Name an empty or new directory with --data.`,
    );
  }
  if (marker && marker.format !== FORMAT) {
    throw new DataDirectoryError(
      `${path} was written by another version (format ${marker.format}, this one reads ${FORMAT}). Use that version, or start over in another directory with --data.`,
    );
  }
  const release = takeLock(path);
  if (!marker) writeMarker(path, 0);
  return {
    path,
    lastKnownTime: marker?.lastKnownTime ?? 0,
    noteTime: (nowMs) => writeMarker(path, nowMs),
    release,
  };
}

/** Empties a directory for a fresh run, only if it carries our marker and nobody uses it. The marker stays, so that a wipe that is killed can be repeated. */
export function wipeDataDirectory(path: string): void {
  if (readMarker(path) === undefined) return;
  const release = takeLock(path);
  for (const name of readdirSync(path)) {
    if (!isOwn(name)) rmSync(join(path, name), { recursive: true, force: true });
  }
  writeMarker(path, 0);
  release();
}

/** The stack's time when a directory was last in use, ms; undefined for one that does not carry our marker. */
export const lastKnownTimeOf = (path: string): number | undefined => readMarker(path)?.lastKnownTime;

/** Marker and locks, whole or half written. */
const isOwn = (name: string): boolean => name.startsWith(MARKER) || name === LOCK || name.startsWith(`${LOCK}.`);

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

function writeMarker(path: string, lastKnownTime: number): void {
  const fresh = join(path, `${MARKER}.new`);
  writeFileSync(fresh, JSON.stringify({ format: FORMAT, lastKnownTime }));
  renameSync(fresh, join(path, MARKER));
}

/** Directories that this process holds: its own id in another lock is that of a dead process which had the same. */
const held = new Set<string>();

/**
 * Takes the lock, or throws {@link DataDirectoryError} that names who has it. The lock is a file that says a process id. It is
 * written whole and then linked to its name, which fails if the name is taken: it can neither be read half nor be taken twice.
 */
function takeLock(path: string): () => void {
  const directory = resolve(path);
  const lock = join(directory, LOCK);
  const own = `${lock}.${randomUUID()}`;
  writeFileSync(own, String(process.pid));
  try {
    while (!tryLink(own, lock)) {
      const owner = readOwner(lock);
      if (owner === undefined) continue;
      const isLive = owner === process.pid ? held.has(directory) : isRunning(owner);
      if (isLive) {
        throw new DataDirectoryError(
          `${path} is in use by the process ${owner}. Stop that one first, or use another directory with --data. If no Tributary runs there, delete ${lock}.`,
        );
      }
      removeStale(lock, owner);
    }
  } finally {
    rmSync(own, { force: true });
  }
  held.add(directory);
  let released = false;
  return () => {
    if (released) return;
    released = true;
    held.delete(directory);
    rmSync(lock, { force: true });
  };
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Undefined when the lock has gone meanwhile. */
function readOwner(lock: string): number | undefined {
  try {
    return Number(readFileSync(lock, 'utf8')) || 0;
  } catch {
    return undefined;
  }
}

/** Moves a dead process's lock out of the way. Should another have taken the name meanwhile, it gets it back. */
function removeStale(lock: string, owner: number): void {
  const aside = `${lock}.${randomUUID()}`;
  try {
    renameSync(lock, aside);
  } catch {
    return;
  }
  if (readOwner(aside) !== owner) tryLink(aside, lock);
  rmSync(aside, { force: true });
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
