import { readFileSync, truncateSync } from 'node:fs';
import { crc32 } from 'node:zlib';

/** Where a line's JSON lies in its file, bytes. */
export interface Place {
  offset: number;
  bytes: number;
}

/** Before a line's JSON: the checksum in hexadecimal and a space. */
const HEAD_BYTES = 9;
const NEWLINE = 10;

/** One value as a line behind its checksum: a reader tells a torn line from a whole one. */
export function lineOf(value: unknown): Buffer {
  const json = JSON.stringify(value);
  return Buffer.from(`${checksumOf(json)} ${json}\n`);
}

/** The JSON of a line that begins at `offset` and is `lineBytes` long. */
export const placeIn = (offset: number, lineBytes: number): Place => ({
  offset: offset + HEAD_BYTES,
  bytes: lineBytes - HEAD_BYTES - 1,
});

/** Where the line begins. */
export const startOf = ({ offset }: Place): number => offset - HEAD_BYTES;

/** Where the line behind this one begins. */
export const endOf = ({ offset, bytes }: Place): number => offset + bytes + 1;

/** The first whole line from `start` on, whose newline must be in `bytes`; undefined when none ends there. */
export function placeOfLine(bytes: Buffer, start: number): Place | undefined {
  const end = bytes.indexOf(NEWLINE, start);
  return end < 0 ? undefined : placeIn(start, end + 1 - start);
}

/** Visits each line of a file, if it is there, and cuts off what comes behind the last whole one. Answers the file's length. */
export function readLines<T>(path: string, visit: (value: T, place: Place) => void): number {
  const bytes = readIfThere(path);
  let start = 0;
  for (let place = placeOfLine(bytes, 0); place; place = placeOfLine(bytes, start)) {
    const json = bytes.subarray(place.offset, place.offset + place.bytes);
    if (bytes.toString('latin1', start, start + HEAD_BYTES - 1) !== checksumOf(json)) break;
    visit(JSON.parse(json.toString()) as T, place);
    start = endOf(place);
  }
  if (start < bytes.length) truncateSync(path, start);
  return start;
}

const checksumOf = (json: string | Buffer): string => crc32(json).toString(16).padStart(8, '0');

function readIfThere(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
