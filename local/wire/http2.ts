import http2 from 'node:http2';
import type { Socket } from 'node:net';
import type { Exchange } from './exchange.ts';

/** A PutRecords body or an object part arrives without waiting for window updates. Bytes. */
const STREAM_WINDOW_BYTES = 4 * 1024 * 1024;
const CONNECTION_WINDOW_BYTES = 64 * 1024 * 1024;
/** Node refuses new streams beyond this; its default of 10 is less than one GetRecords answer. */
const SESSION_MEMORY_MB = 256;
/** HTTP/1.1 only; HTTP/2 forbids them. RFC 9113, section 8.2.2. */
const CONNECTION_HEADERS = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade']);

/** HTTP/2 without TLS on sockets whose first bytes are its preface. Answers the session, to be closed gracefully. */
export function createHttp2(
  serve: (exchange: Exchange, socket: Socket) => void,
): (socket: Socket) => http2.ServerHttp2Session {
  return (socket) => {
    const session = http2.performServerHandshake(socket, {
      maxSessionMemory: SESSION_MEMORY_MB,
      settings: { initialWindowSize: STREAM_WINDOW_BYTES },
    });
    session.on('error', () => socket.destroy());
    session.on('connect', () => session.setLocalWindowSize(CONNECTION_WINDOW_BYTES));
    session.on('stream', (stream, headers) => {
      stream.on('error', () => {});
      serve(exchangeOf(stream, headers), socket);
    });
    return session;
  };
}

function exchangeOf(stream: http2.ServerHttp2Stream, sent: http2.IncomingHttpHeaders): Exchange {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(sent)) {
    if (!name.startsWith(':')) headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  }
  headers.host ??= sent[':authority'] ?? '';
  return {
    method: sent[':method'] ?? 'GET',
    target: sent[':path'] ?? '/',
    headers,
    body: stream,
    continue() {
      if (headers.expect === '100-continue' && !stream.destroyed) stream.additionalHeaders({ ':status': 100 });
    },
    send({ status, headers, body }, { dropBody }) {
      if (stream.destroyed || stream.closed) return;
      const allowed = Object.entries(headers).filter(([name]) => !CONNECTION_HEADERS.has(name.toLowerCase()));
      stream.respond({ ':status': status, ...Object.fromEntries(allowed) }, { endStream: body === undefined });
      if (body !== undefined) stream.end(body);
      if (dropBody) stream.close(http2.constants.NGHTTP2_NO_ERROR);
    },
  };
}
