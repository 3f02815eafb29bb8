import type { Socket } from 'node:net';

/** No HTTP/1.1 method begins like HTTP/2's preface, `PRI * HTTP/2.0`. RFC 9113, section 3.4. */
const HTTP2_MARK = Buffer.from('PRI ');

/** Looks at a connection's first bytes, puts them back, and says once which protocol they begin. */
export function sniffProtocol(socket: Socket, decide: (protocol: 'http1' | 'http2') => void): void {
  let head: Buffer = Buffer.alloc(0);
  const onData = (chunk: Buffer) => {
    head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
    const compared = Math.min(head.length, HTTP2_MARK.length);
    const matches = head.compare(HTTP2_MARK, 0, compared, 0, compared) === 0;
    if (matches && compared < HTTP2_MARK.length) return;
    socket.off('data', onData);
    socket.pause();
    socket.unshift(head);
    decide(matches ? 'http2' : 'http1');
    // The protocol's own listeners are in place only now.
    process.nextTick(() => socket.resume());
  };
  socket.on('data', onData);
}
