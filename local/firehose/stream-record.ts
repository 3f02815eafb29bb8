import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is kept of a delivery stream beside its data. */
export interface StreamRecord {
  /** As they were given, to the API or in the template. */
  properties: Record<string, unknown>;
  /** 1, and one more after each change. */
  version: number;
  createdMs: number;
  updatedMs?: number;
}

/**
 * The folders of all delivery streams, one each. A folder without a record belongs to a creation that never finished.
 */
export interface StreamFolders {
  names(): string[];
  read(name: string): StreamRecord | undefined;
  /** Replaces the record whole. */
  write(name: string, record: StreamRecord): void;
  /** An empty folder. */
  create(name: string): void;
  remove(name: string): void;
  path(name: string, file: string): string;
}

/** The name keeps `.` and `..` from meaning a folder. */
const FOLDER = 'stream-';
/** What a deletion has moved away and not yet removed. */
const DELETED = 'deleted-';
const RECORD = 'stream.json';

export function createStreamFolders(directory: string): StreamFolders {
  mkdirSync(directory, { recursive: true });
  const path = (name: string, file = ''): string => join(directory, FOLDER + name, file);
  const read = (name: string): StreamRecord | undefined => {
    try {
      return JSON.parse(readFileSync(path(name, RECORD), 'utf8')) as StreamRecord;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  };
  /** Moved away first: checkpoints that are being saved right now would come into a folder that is half removed. */
  const remove = (name: string): void => {
    if (!existsSync(path(name))) return;
    const doomed = join(directory, DELETED + name);
    rmSync(doomed, { recursive: true, force: true });
    renameSync(path(name), doomed);
    rmSync(doomed, { recursive: true, force: true });
  };
  for (const folder of readdirSync(directory)) {
    if (folder.startsWith(DELETED)) rmSync(join(directory, folder), { recursive: true, force: true });
  }
  return {
    names: () =>
      readdirSync(directory)
        .filter((folder) => folder.startsWith(FOLDER))
        .map((folder) => folder.slice(FOLDER.length))
        .filter((name) => read(name) !== undefined),
    read,
    write(name, record) {
      writeFileSync(path(name, `${RECORD}.new`), JSON.stringify(record), { flush: true });
      renameSync(path(name, `${RECORD}.new`), path(name, RECORD));
    },
    create(name) {
      remove(name);
      mkdirSync(path(name), { recursive: true });
    },
    remove,
    path,
  };
}
