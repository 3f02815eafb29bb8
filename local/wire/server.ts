import { once } from 'node:events';
import type { ServerHttp2Session } from 'node:http2';
import net, { type AddressInfo, type Socket } from 'node:net';
import { type Exchange, serve } from './exchange.ts';
import { createHttp1 } from './http1.ts';
import { createHttp2 } from './http2.ts';
import type { Route } from './message.ts';
import { sniffProtocol } from './sniff.ts';

/** Loopback only: the local stack knows no permissions. */
const HOST = '127.0.0.1';
/** S3 objects come whole; this is the largest that is read into memory. Bytes. */
export const REQUEST_BODY_BYTES_MAX = 512 * 1024 * 1024;
/** How long `close` waits for requests under way. */
const DRAIN_MS = 5_000;

export interface ServerOptions {
  route: Route;
  /** Hears of every failure that is not an `AwsError`; the client gets 500 `InternalFailure`. Default: `console.error`. */
  onError?: (error: unknown) => void;
  bodyBytesMax?: number;
}

export interface WireServer {
  /** Port 0 takes a free one. Rejects with {@link PortInUseError} when the port is taken. */
  listen(port: number): Promise<{ port: number }>;
  /** Lets requests under way finish (5 s at most), then ends every connection. */
  close(): Promise<void>;
}

/** The user's to mend; its message says how. */
export class PortInUseError extends Error {
  constructor(port: number, options?: ErrorOptions) {
    super(
      `Port ${port} on ${HOST} is already in use, perhaps by another local stack. Stop what listens there, or choose another port with --port <number>.`,
      options,
    );
    this.name = 'PortInUseError';
  }
}

interface Connection {
  requests: number;
  session?: ServerHttp2Session;
}

/** One TCP port on 127.0.0.1 that serves HTTP/1.1 and HTTP/2 without TLS (by prior knowledge, as the AWS SDK's Kinesis client speaks it). */
export function createServer({
  route,
  onError = console.error,
  bodyBytesMax = REQUEST_BODY_BYTES_MAX,
}: ServerOptions): WireServer {
  const connections = new Map<Socket, Connection>();
  let closing = false;

  const serveOn = (exchange: Exchange, socket: Socket) => {
    const connection = connections.get(socket);
    if (connection) connection.requests += 1;
    void serve(exchange, { route, onError, bodyBytesMax }).finally(() => {
      if (connection) connection.requests -= 1;
    });
  };
  const http1 = createHttp1(serveOn, () => closing);
  const http2 = createHttp2(serveOn);

  const listener = net.createServer({ noDelay: true }, (socket) => {
    const connection: Connection = { requests: 0 };
    connections.set(socket, connection);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => connections.delete(socket));
    sniffProtocol(socket, (protocol) => {
      if (protocol === 'http2') connection.session = http2(socket);
      else http1(socket);
    });
  });

  return {
    listen: (port) => listen(listener, port),
    async close() {
      closing = true;
      if (!listener.listening) return;
      const closed = once(listener, 'close');
      listener.close();
      for (const [socket, { session, requests }] of connections) {
        if (session) session.close();
        // Idle, but the last answer may still be on its way out.
        else if (requests === 0) socket.destroySoon();
      }
      const timer = setTimeout(() => {
        for (const socket of connections.keys()) socket.destroy();
      }, DRAIN_MS);
      await closed;
      clearTimeout(timer);
    },
  };
}

async function listen(listener: net.Server, port: number): Promise<{ port: number }> {
  listener.listen(port, HOST);
  try {
    await once(listener, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new PortInUseError(port, { cause: error });
  }
  return { port: (listener.address() as AddressInfo).port };
}
