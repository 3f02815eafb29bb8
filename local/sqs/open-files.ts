import { closeSync, openSync, readSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';

/** Files of a queue that are open at a time: a long queue has more of them than a process may have open. */
const OPEN_MAX = 8;

/** Files that are read and appended to; those used last stay open. What was written survives `kill -9`. */
export interface OpenFiles {
  append(path: string, bytes: Buffer): void;
  /** Fills `into` from `offset` on; answers how many bytes there were. */
  read(path: string, into: Buffer, offset: number): number;
  /** A reader finds the old content or the new. */
  replace(path: string, bytes: Buffer): void;
  remove(path: string): void;
  close(): void;
}

export function createOpenFiles(): OpenFiles {
  /** The one used last comes last. */
  const open = new Map<string, number>();

  function fileOf(path: string): number {
    const file = open.get(path) ?? openSync(path, 'a+');
    open.delete(path);
    open.set(path, file);
    if (open.size > OPEN_MAX) letGo(open.keys().next().value!);
    return file;
  }
  function letGo(path: string): void {
    const file = open.get(path);
    if (file !== undefined) closeSync(file);
    open.delete(path);
  }

  return {
    append(path, bytes) {
      const file = fileOf(path);
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    },
    read(path, into, offset) {
      const file = fileOf(path);
      let at = 0;
      for (;;) {
        const count = readSync(file, into, at, into.length - at, offset + at);
        at += count;
        if (count === 0 || at === into.length) return at;
      }
    },
    replace(path, bytes) {
      letGo(path);
      writeFileSync(`${path}.new`, bytes);
      renameSync(`${path}.new`, path);
    },
    remove(path) {
      letGo(path);
      rmSync(path, { force: true });
    },
    close() {
      for (const path of [...open.keys()]) letGo(path);
    },
  };
}
