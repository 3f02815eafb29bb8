import { errorObjectLimits, expand } from '../../shared/error-object-bytes.ts';

const NEWLINE = 0x0a;

/** The lines of an object, gzip or not, without their newlines. Throws `ErrorObjectRefused` for one that is too large or broken. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of expand(chunks, errorObjectLimits)) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
      yield bytes.subarray(start, end);
      start = end + 1;
    }
    rest = bytes.subarray(start);
  }
  if (rest.length > 0) yield rest;
}
