import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

/** How much of an object is read at all. 204 kB of gzip can become 200 MB. */
export interface ErrorObjectLimits {
  /** As it lies in S3, compressed or not. */
  compressedBytesMax: number;
  expandedBytesMax: number;
  /** One line, or one of several objects in a line. */
  lineBytesMax: number;
}

/**
 * Firehose fills an object up to 128 MB, and base64 adds a third to that. A record is 1 MiB at most, or 10 MiB where the
 * Kinesis stream opted in, before base64 and the fields around it.
 * https://docs.aws.amazon.com/firehose/latest/dev/limits.html
 */
export const errorObjectLimits: ErrorObjectLimits = {
  compressedBytesMax: 256 * 1024 * 1024,
  expandedBytesMax: 512 * 1024 * 1024,
  lineBytesMax: 16 * 1024 * 1024,
};

export type RefusalCode = 'CompressedTooLarge' | 'ExpandedTooLarge' | 'BrokenGzip' | 'ReplayedName';

/** An object that is not read to its end. What was read before stands. */
export class ErrorObjectRefused extends Error {
  override name = 'ErrorObjectRefused';
  readonly code: RefusalCode;
  constructor(code: RefusalCode, message: string) {
    super(message);
    this.code = code;
  }
}

type Chunks = AsyncIterable<Uint8Array>;

/**
 * The bytes of an object, expanded where they begin with the gzip magic `1f 8b`; one gzip member may follow another.
 * Whether Firehose compresses error objects is not documented. Throws {@link ErrorObjectRefused}, at the latest one chunk after
 * a limit was passed; leaving the iteration ends the source.
 */
export async function* expand(source: Chunks, limits: ErrorObjectLimits): AsyncGenerator<Buffer> {
  const { compressedBytesMax, expandedBytesMax } = limits;
  const chunks = capped(source, compressedBytesMax, () => tooLarge('CompressedTooLarge', compressedBytesMax))[
    Symbol.asyncIterator
  ]();
  try {
    const head = await readHead(chunks);
    const whole = resume(head, chunks);
    const expanded = isGzip(head) ? gunzip(whole) : whole;
    yield* capped(expanded, expandedBytesMax, () => tooLarge('ExpandedTooLarge', expandedBytesMax));
  } finally {
    await chunks.return(undefined);
  }
}

function tooLarge(code: 'CompressedTooLarge' | 'ExpandedTooLarge', bytesMax: number): ErrorObjectRefused {
  const what = code === 'CompressedTooLarge' ? 'is' : 'expands to';
  return new ErrorObjectRefused(code, `The object ${what} more than ${bytesMax} bytes.`);
}

async function* capped(chunks: Chunks, bytesMax: number, refusal: () => Error): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw refusal();
    yield asBuffer(chunk);
  }
}

/** Up to two bytes or the first chunk, whichever is more: the magic may be cut by a chunk's end. */
async function readHead(chunks: AsyncIterator<Buffer>): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < 2) {
    const next = await chunks.next();
    if (next.done) break;
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  return head;
}

async function* resume(head: Buffer, chunks: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
}

function isGzip(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

async function* gunzip(source: Chunks): AsyncGenerator<Buffer> {
  const stream = createGunzip();
  let given = 0;
  let allGiven = false;
  async function* counted() {
    for await (const chunk of source) {
      given += chunk.length;
      yield chunk;
    }
    allGiven = true;
  }
  // Whatever goes wrong on the way in ends the stream with the same error.
  const fed = pipeline(Readable.from(counted(), { objectMode: false }), stream).catch(() => {});
  try {
    yield* stream;
  } catch (error) {
    throw isZlibError(error) ? brokenGzip(error.message) : error;
  } finally {
    stream.destroy();
    await fed;
  }
  // zlib stops at a zero byte after a member, taking it for padding, and what follows would be lost.
  if (!allGiven || stream.bytesWritten !== given) throw brokenGzip('bytes follow its end');
}

function isZlibError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && /^Z_/.test(String(error.code));
}

function brokenGzip(why: string): ErrorObjectRefused {
  return new ErrorObjectRefused('BrokenGzip', `The object begins as gzip does, but cannot be expanded: ${why}.`);
}

function asBuffer(chunk: Uint8Array): Buffer {
  return Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
