import { LakeError } from './lake-error.ts';

/** The longest object taken: a record of 10 MiB in base64, and room for the rest. */
const OBJECT_BYTES_MAX = 16 * 1024 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const SPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);

/** Cuts a stream of JSON objects apart, whether or not white space stands between them. */
export function createJsonSplitter() {
  let rest: Buffer = Buffer.alloc(0);
  // Where the scan of `rest` stands, so that a long object is read once although it comes in many chunks.
  let at = 0;
  let depth = 0;
  let inString = false;

  /** Moves to the end of the object; false when it is not there yet. */
  function scan(): boolean {
    for (; at < rest.length; at++) {
      const byte = rest[at];
      if (inString) {
        if (byte === BACKSLASH) at += 1;
        else if (byte === QUOTE) inString = false;
      } else if (byte === QUOTE) inString = true;
      else if (byte === OPEN) depth += 1;
      else if (byte === CLOSE && --depth === 0) {
        at += 1;
        return true;
      }
    }
    return false;
  }

  function skipSpace(): void {
    let start = 0;
    while (SPACE.has(rest[start]!)) start += 1;
    rest = rest.subarray(start);
    if (rest.length > 0 && rest[0] !== OPEN) throw new LakeError(`byte ${rest[0]} where a JSON object should begin`);
  }

  return {
    /** The objects that are complete with this chunk. Throws {@link LakeError} for what cannot be one. */
    push(chunk: Buffer): Buffer[] {
      const objects: Buffer[] = [];
      rest = Buffer.concat([rest, chunk]);
      if (depth === 0) skipSpace();
      while (scan()) {
        objects.push(rest.subarray(0, at));
        rest = rest.subarray(at);
        at = 0;
        skipSpace();
      }
      if (rest.length > OBJECT_BYTES_MAX) throw new LakeError(`a JSON object of more than ${OBJECT_BYTES_MAX} bytes`);
      return objects;
    },
    /** Throws {@link LakeError} when the stream ended inside an object. */
    end(): void {
      if (rest.length > 0) throw new LakeError('it ends inside a JSON object');
    },
  };
}
