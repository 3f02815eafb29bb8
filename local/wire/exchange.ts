import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { Readable } from 'node:stream';
import { readBody } from './body.ts';
import { errorResponse } from './error-response.ts';
import { AwsError, type WireHandler, type WireRequest, type WireResponse } from './message.ts';

/** One request and the way to answer it, the same for both HTTP versions. */
export interface Exchange {
  method: string;
  /** Path and query as sent. */
  target: string;
  headers: Record<string, string>;
  body: Readable;
  /** Tells a client that asked by `Expect: 100-continue` to send its body. */
  continue(): void;
  /** Sends the response; `dropBody`: the rest of the request will not be read. */
  send(response: SentResponse, options: { dropBody: boolean }): void;
}

/** `body` is undefined where HTTP allows none (HEAD, 204, 304). */
export interface SentResponse {
  status: number;
  headers: Record<string, string>;
  body: Buffer | undefined;
}

export interface ExchangeOptions {
  route: (request: WireRequest) => WireHandler;
  onError: (error: unknown) => void;
  bodyBytesMax: number;
}

/** Reads, routes and answers one request. Never rejects: what the handler throws unexpectedly is reported and answered 500. */
export async function serve(exchange: Exchange, options: ExchangeOptions): Promise<void> {
  const request = requestOf(exchange);
  if (Number(exchange.headers['content-length']) > options.bodyBytesMax) return refuseBody(exchange, request, options);
  exchange.continue();
  const read = await readBody(exchange.body, options.bodyBytesMax);
  if (!read.ok) {
    if (read.reason === 'TooLarge') refuseBody(exchange, request, options);
    return;
  }
  request.body = read.body;
  const response = await answer(request, options);
  try {
    exchange.send(prepare(exchange.method, response), { dropBody: false });
  } catch (error) {
    // The handler's headers are not sendable (a line break, a character outside latin1): a bug of the service, not of the client.
    exchange.send(prepare(exchange.method, internalFailure(request, error, options)), { dropBody: false });
  }
}

async function answer(request: WireRequest, options: ExchangeOptions): Promise<WireResponse> {
  try {
    return await options.route(request)(request);
  } catch (error) {
    return error instanceof AwsError ? errorResponse(request, error) : internalFailure(request, error, options);
  }
}

function internalFailure(request: WireRequest, error: unknown, options: ExchangeOptions): WireResponse {
  options.onError(error);
  const message = 'The local stack failed on this request. Its log says why.';
  return errorResponse(request, new AwsError('InternalFailure', message, 500));
}

function refuseBody(exchange: Exchange, request: WireRequest, { bodyBytesMax }: ExchangeOptions): void {
  const message = `The request body is larger than ${bodyBytesMax} bytes, the most the local stack reads.`;
  const response = errorResponse(request, new AwsError('RequestEntityTooLargeException', message, 413));
  exchange.send(prepare(exchange.method, response), { dropBody: true });
}

function requestOf({ method, target, headers }: Exchange): WireRequest {
  // A client that takes us for a proxy sends the whole URL.
  const relative = target.replace(/^https?:\/\/[^/?]*/i, '');
  const queryAt = relative.indexOf('?');
  return {
    method,
    path: (queryAt < 0 ? relative : relative.slice(0, queryAt)) || '/',
    query: new URLSearchParams(queryAt < 0 ? '' : relative.slice(queryAt + 1)),
    headers,
    body: Buffer.alloc(0),
  };
}

/** Adds `content-length`; a HEAD keeps the one its handler gave. Throws for a header that cannot be sent (Node checks it for HTTP/1.1 only). */
function prepare(method: string, { status, headers = {}, body = '' }: WireResponse): SentResponse {
  for (const [name, value] of Object.entries(headers)) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  }
  if (status === 204 || status === 304) return { status, headers, body: undefined };
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
  if (method === 'HEAD') {
    return { status, headers: { 'content-length': String(bytes.length), ...headers }, body: undefined };
  }
  return { status, headers: { ...headers, 'content-length': String(bytes.length) }, body: bytes };
}
