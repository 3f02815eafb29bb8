import { promisify } from 'node:util';
import { constants, crc32, deflateRaw } from 'node:zlib';
import type { Load } from './load.ts';
import { CHUNK_BYTES } from './pacing.ts';

/** Deflates one piece of an object so that pieces can be put in a row: raw, not final, ended on a byte boundary. */
export type Deflate = (piece: Buffer) => Promise<Buffer>;

const deflatePiece = promisify<Buffer, { level: number; finishFlush: number }, Buffer>(deflateRaw);

/**
 * Level 1: these are logs on their way to a laptop's disk, and the transform needs the processor. Runs on zlib's
 * threads.
 */
export const deflateOffThread: Deflate = (piece) =>
  deflatePiece(piece, { level: 1, finishFlush: constants.Z_FULL_FLUSH });

/**
 * The bytes of one object while it is filled. Rows are copied in, so that a row does not keep the answer it came in
 * alive.
 */
export interface ObjectBody {
  add(row: Buffer): void;
  /** Memory held now, in bytes. */
  heldBytes(): number;
  /** The whole object; nothing may be added afterwards. From here on its memory counts as being written. */
  finish(): Promise<Buffer>;
  /** Instead of {@link finish}: what was added in pieces, whole rows in each, deflated one by one where the body deflates. */
  finishPieces(): Promise<Buffer[]>;
  /** The object is out of hand. */
  release(): void;
}

const FIRST_PIECE_BYTES = 4 * 1024;
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
/** An empty, final deflate block. */
const DEFLATE_END = Buffer.from([0x03, 0x00]);

/**
 * @param deflate compresses pieces as they fill up, which makes one gzip member of the whole; without it the object
 * stays as it is.
 */
export function createObjectBody(deflate: Deflate | undefined, load: Pick<Load, 'add'>): ObjectBody {
  const pieces: (Buffer | Promise<Buffer>)[] = [];
  let tail = Buffer.alloc(0);
  let used = 0;
  let stage: 'buffered' | 'writing' = 'buffered';
  let held = 0;
  let size = 0;
  let checksum = 0;

  const hold = (changeBytes: number): void => {
    held += changeBytes;
    load.add(stage, changeBytes);
  };
  const grow = (needed: number): void => {
    const wanted = Math.max(FIRST_PIECE_BYTES, Math.min(tail.length * 2, CHUNK_BYTES), needed);
    const larger = Buffer.allocUnsafeSlow(wanted);
    tail.copy(larger, 0, 0, used);
    hold(larger.length - tail.length);
    tail = larger;
  };
  const endPiece = (): void => {
    const piece = tail.subarray(0, used);
    const reserved = tail.length;
    tail = Buffer.alloc(0);
    used = 0;
    if (!deflate) {
      pieces.push(piece);
      return;
    }
    checksum = crc32(piece, checksum);
    const at = pieces.length;
    pieces.push(
      deflate(piece).then((compressed) => {
        pieces[at] = compressed;
        hold(compressed.length - reserved);
        return compressed;
      }),
    );
  };

  const finishPieces = (): Promise<Buffer[]> => {
    const moved = held;
    hold(-moved);
    stage = 'writing';
    hold(moved);
    if (used > 0) endPiece();
    return Promise.all(pieces);
  };

  return {
    add(row) {
      if (used > 0 && used + row.length > CHUNK_BYTES) endPiece();
      if (used + row.length > tail.length) grow(used + row.length);
      row.copy(tail, used);
      used += row.length;
      size += row.length;
    },
    heldBytes: () => held,
    finishPieces,
    async finish() {
      const done = await finishPieces();
      if (!deflate) return Buffer.concat(done);
      const trailer = Buffer.alloc(8);
      trailer.writeUInt32LE(checksum, 0);
      trailer.writeUInt32LE(size % 2 ** 32, 4);
      return Buffer.concat([GZIP_HEADER, ...done, DEFLATE_END, trailer]);
    },
    release: () => hold(-held),
  };
}
