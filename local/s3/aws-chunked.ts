import { AwsError } from '../wire/message.ts';

/**
 * Takes an `aws-chunked` body apart: `<hex size>[;chunk-signature=…]\r\n<bytes>\r\n`, repeated to a chunk of size 0,
 * then trailer lines `name: value\r\n` and an empty line. Signatures are not checked.
 * Throws `IncompleteBody` for a body that ends early or is framed otherwise, `MalformedTrailerError` for a bad trailer.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export function decodeAwsChunked(body: Buffer): { data: Buffer; trailers: Map<string, string> } {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const header = readLine(body, at);
    if (!header) throw incompleteBody();
    const size = parseSize(header.text);
    at = header.next;
    if (size === 0) break;
    const end = at + size;
    if (body.length < end + 2 || body[end] !== CR || body[end + 1] !== LF) throw incompleteBody();
    chunks.push(body.subarray(at, end));
    at = end + 2;
  }
  return { data: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks), trailers: readTrailers(body, at) };
}

const CR = 13;
const LF = 10;

function readTrailers(body: Buffer, start: number): Map<string, string> {
  const trailers = new Map<string, string>();
  for (let line = readLine(body, start); line && line.text !== ''; line = readLine(body, line.next)) {
    const colon = line.text.indexOf(':');
    if (colon < 1) {
      throw new AwsError(
        'MalformedTrailerError',
        'The request contained trailing data that was not well-formed or did not conform to our published schema.',
      );
    }
    trailers.set(line.text.slice(0, colon).trim().toLowerCase(), line.text.slice(colon + 1).trim());
  }
  return trailers;
}

/** Trailer lines end in `\r\n`, in some clients in `\n`. */
function readLine(body: Buffer, from: number): { text: string; next: number } | undefined {
  const end = body.indexOf(LF, from);
  if (end < 0) return undefined;
  return { text: body.toString('latin1', from, body[end - 1] === CR && end > from ? end - 1 : end), next: end + 1 };
}

function parseSize(header: string): number {
  const size = /^([0-9a-fA-F]{1,8})(?:;|$)/.exec(header)?.[1];
  if (size === undefined) throw incompleteBody();
  return Number.parseInt(size, 16);
}

export function incompleteBody(): AwsError {
  return new AwsError(
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header',
  );
}
