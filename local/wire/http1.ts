import http from 'node:http';
import type { Socket } from 'node:net';
import type { Exchange } from './exchange.ts';

/** Longer than the pause of an interactive user, so that a client seldom meets a connection that is just being closed. */
const KEEP_ALIVE_MS = 60_000;

/**
 * HTTP/1.1 on sockets handed in. `serve` answers one exchange; `isClosing` makes every further response end its connection.
 * Garbage and oversized headers are answered 400 and 431 by Node.
 */
export function createHttp1(
  serve: (exchange: Exchange, socket: Socket) => void,
  isClosing: () => boolean,
): (socket: Socket) => void {
  const server = http.createServer({ keepAliveTimeout: KEEP_ALIVE_MS });
  const receive = (request: http.IncomingMessage, response: http.ServerResponse, awaitsContinue: boolean) => {
    request.on('error', () => {});
    response.on('error', () => {});
    serve(exchangeOf(request, response, awaitsContinue, isClosing), request.socket);
  };
  server.on('request', (request, response) => receive(request, response, false));
  server.on('checkContinue', (request, response) => receive(request, response, true));
  return (socket) => void server.emit('connection', socket);
}

function exchangeOf(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  awaitsContinue: boolean,
  isClosing: () => boolean,
): Exchange {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  }
  return {
    method: request.method ?? 'GET',
    target: request.url ?? '/',
    headers,
    body: request,
    continue() {
      if (awaitsContinue) response.writeContinue();
    },
    send({ status, headers, body }, { dropBody }) {
      if (response.destroyed) return;
      const ending = dropBody || isClosing() ? { connection: 'close' } : {};
      response.writeHead(status, { ...headers, ...ending });
      response.end(body, () => {
        if (dropBody) request.destroy();
      });
    },
  };
}
