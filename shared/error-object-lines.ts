import { type ErrorObjectLimits, expand } from './error-object-bytes.ts';

/** What an error object holds one of per failed record: a line, or one of several JSON objects in a line. */
export interface ErrorObjectPiece {
  /** Its place among the object's pieces, from 0. */
  ordinal: number;
  /** The line it stands in, from 1. */
  line: number;
  /** Its length, bytes. */
  length: number;
  /** Absent where it is longer than the limit: such a piece is not kept in memory. */
  bytes?: Buffer;
}

/**
 * The pieces of an error object in order. Firehose writes one JSON object a line; objects without a newline between them
 * are told apart too. What stands between objects is a piece as well: whatever it is, it is not lost.
 *
 * Needs memory for one piece, and time in proportion to the bytes. Throws `ErrorObjectRefused`.
 */
export async function* readPieces(
  chunks: AsyncIterable<Uint8Array>,
  limits: ErrorObjectLimits,
): AsyncGenerator<ErrorObjectPiece> {
  const splitter = createSplitter(limits.lineBytesMax);
  for await (const chunk of expand(chunks, limits)) yield* splitter.push(chunk);
  yield* splitter.end();
}

export interface Splitter {
  /** The pieces that end in this chunk. They may share its memory. */
  push(chunk: Buffer): ErrorObjectPiece[];
  end(): ErrorObjectPiece[];
}

const [newline, carriageReturn, space, tab, quote, backslash, open, close] = Buffer.from('\n\r \t"\\{}');

/**
 * Cuts bytes into pieces; how they come in chunks makes no difference. A newline always ends a piece, for JSON has none
 * inside a string: a torn line spoils itself and not the next one. Within a line, a piece ends with the brace that closes
 * its object, braces inside strings not counted.
 */
export function createSplitter(lineBytesMax: number): Splitter {
  let ordinal = 0;
  let line = 1;
  let depth = 0;
  let inString = false;
  let escaped = false;
  /** Of the piece that is being read. */
  let length = 0;
  let parts: Buffer[] = [];

  function keep(part: Buffer): void {
    length += part.length;
    if (length > lineBytesMax) parts = [];
    else if (part.length > 0) parts.push(part);
  }

  function finish(): ErrorObjectPiece {
    const piece: ErrorObjectPiece = { ordinal, line, length };
    if (length <= lineBytesMax) piece.bytes = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    ordinal += 1;
    length = 0;
    parts = [];
    depth = 0;
    inString = false;
    escaped = false;
    return piece;
  }

  function push(chunk: Buffer): ErrorObjectPiece[] {
    const pieces: ErrorObjectPiece[] = [];
    // Where the current piece begins in this chunk; -1 between pieces.
    let from = length > 0 ? 0 : -1;
    const cut = (to: number): void => {
      keep(chunk.subarray(from, to));
      pieces.push(finish());
      from = -1;
    };
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (byte === newline) {
        if (from !== -1) cut(at);
        line += 1;
      } else if (inString) {
        if (escaped) escaped = false;
        else if (byte === backslash) escaped = true;
        else if (byte === quote) inString = false;
      } else if (byte === open) {
        if (depth === 0 && from !== -1) cut(at);
        if (from === -1) from = at;
        depth += 1;
      } else if (depth > 0) {
        if (byte === quote) inString = true;
        else if (byte === close) {
          depth -= 1;
          if (depth === 0) cut(at + 1);
        }
      } else if (from === -1 && byte !== space && byte !== tab && byte !== carriageReturn) {
        from = at;
      }
    }
    if (from !== -1) keep(chunk.subarray(from));
    return pieces;
  }

  return { push, end: () => (length > 0 ? [finish()] : []) };
}
