import { closeSync, openSync, readFileSync, renameSync, truncateSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';

/** A file of JSON lines, each behind its checksum: a torn tail is cut, and what was appended survives `kill -9`. */
export interface Journal<Entry> {
  append(entry: Entry): void;
  /** Lines in the file. */
  length(): number;
  /** Replaces all of it: a reader finds the old or the new. */
  rewrite(entries: Entry[]): void;
  close(): void;
}

/** @param replay Is handed what the file holds, oldest first. */
export function openJournal<Entry>(path: string, replay: (entry: Entry) => void): Journal<Entry> {
  let length = readLines(path, replay);
  let file = openSync(path, 'a');
  return {
    append(entry) {
      write(file, [entry]);
      length += 1;
    },
    length: () => length,
    rewrite(entries) {
      const next = openSync(`${path}.new`, 'w');
      write(next, entries);
      renameSync(`${path}.new`, path);
      closeSync(file);
      file = next;
      length = entries.length;
    },
    close: () => closeSync(file),
  };
}

function write(file: number, entries: unknown[]): void {
  const bytes = Buffer.from(entries.map(lineOf).join(''));
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

function lineOf(entry: unknown): string {
  const json = JSON.stringify(entry);
  return `${checksumOf(json)} ${json}\n`;
}

const checksumOf = (json: string): string => crc32(json).toString(16).padStart(8, '0');

/** Answers how many lines there are, and cuts off what comes behind the last whole one. */
function readLines<Entry>(path: string, replay: (entry: Entry) => void): number {
  const bytes = readIfThere(path);
  let lines = 0;
  let start = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
    const checksum = bytes.toString('latin1', start, start + 8);
    const json = bytes.toString('utf8', start + 9, end);
    if (checksum !== checksumOf(json)) break;
    replay(JSON.parse(json) as Entry);
    lines += 1;
    start = end + 1;
  }
  if (start < bytes.length) truncateSync(path, start);
  return lines;
}

function readIfThere(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
