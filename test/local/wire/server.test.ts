import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import net from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { AwsError, type WireHandler, type WireRequest } from '../../../local/wire/message.ts';
import { createServer, type ServerOptions, type WireServer } from '../../../local/wire/server.ts';

const servers: WireServer[] = [];
const errors: unknown[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  errors.length = 0;
});

async function start(handle: WireHandler, options: Partial<ServerOptions> = {}): Promise<number> {
  const server = createServer({ route: () => handle, onError: (error) => errors.push(error), ...options });
  servers.push(server);
  return (await server.listen(0)).port;
}

const echo: WireHandler = async (request) => ({
  status: 200,
  headers: { 'content-type': 'application/json', 'x-method': request.method },
  body: JSON.stringify({ path: request.path, query: request.query.toString(), body: request.body.toString() }),
});

interface Answer {
  status: number;
  headers: Record<string, unknown>;
  body: Buffer;
}

async function http1(port: number, options: http.RequestOptions & { body?: Buffer | string } = {}): Promise<Answer> {
  const request = http.request({ port, host: '127.0.0.1', agent: false, ...options });
  request.end(options.body);
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) };
}

async function h2(
  session: http2.ClientHttp2Session,
  headers: http2.OutgoingHttpHeaders,
  body?: Buffer,
): Promise<Answer> {
  const stream = session.request(headers, { endStream: body === undefined });
  if (body) stream.end(body);
  const [sent] = (await once(stream, 'response')) as [http2.IncomingHttpHeaders & { ':status': number }];
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return { status: sent[':status'], headers: sent, body: Buffer.concat(chunks) };
}

/** Sends raw bytes and collects what comes back until the connection ends. */
async function raw(port: number, bytes: string | Buffer): Promise<string> {
  const socket = net.connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(bytes);
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
  });
  await new Promise((resolve) => socket.once('close', resolve));
  return text;
}

describe('the server', () => {
  it('answers HTTP/1.1 and HTTP/2 without TLS on one port', async () => {
    const port = await start(echo);
    const first = await http1(port, { method: 'POST', path: '/a%20b?x=1', body: 'one' });
    expect(JSON.parse(first.body.toString())).toEqual({ path: '/a%20b', query: 'x=1', body: 'one' });

    const session = http2.connect(`http://127.0.0.1:${port}`);
    const second = await h2(session, { ':method': 'POST', ':path': '/p?y=2' }, Buffer.from('two'));
    expect(JSON.parse(second.body.toString())).toEqual({ path: '/p', query: 'y=2', body: 'two' });
    expect(second.headers['x-method']).toBe('POST');
    session.close();
    await once(session, 'close');
  });

  it('tells the protocols apart when the first bytes arrive one by one', async () => {
    const port = await start(echo);
    const text = 'PUT /k HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok';
    const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString();
    });
    for (const character of text) {
      await new Promise((resolve) => socket.write(character, resolve));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await once(socket, 'close');
    expect(answer).toContain('200 OK');
    expect(answer).toContain('"body":"ok"');
  });

  it('carries large bodies both ways over both protocols', async () => {
    const port = await start(async (request) => ({ status: 200, body: request.body }));
    const body = Buffer.alloc(12 * 1024 * 1024, 'abc');
    expect((await http1(port, { method: 'PUT', body })).body.equals(body)).toBe(true);
    const session = http2.connect(`http://127.0.0.1:${port}`);
    const answers = await Promise.all([1, 2, 3].map(() => h2(session, { ':method': 'PUT', ':path': '/' }, body)));
    expect(answers.every((answer) => answer.body.equals(body))).toBe(true);
    session.close();
    await once(session, 'close');
  });

  it('gives the host of either protocol as a header', async () => {
    const port = await start(async (request) => ({ status: 200, body: request.headers.host ?? '' }));
    expect((await http1(port)).body.toString()).toBe(`127.0.0.1:${port}`);
    const session = http2.connect(`http://127.0.0.1:${port}`);
    expect((await h2(session, { ':path': '/', ':authority': 'b.s3.localhost' })).body.toString()).toBe(
      'b.s3.localhost',
    );
    session.close();
    await once(session, 'close');
  });

  it('answers HEAD with the headers only, over both protocols', async () => {
    const port = await start(async () => ({ status: 200, headers: { 'content-length': '12345', etag: '"e"' } }));
    const first = await http1(port, { method: 'HEAD' });
    expect(first.headers['content-length']).toBe('12345');
    expect(first.body.length).toBe(0);
    const session = http2.connect(`http://127.0.0.1:${port}`);
    const second = await h2(session, { ':method': 'HEAD', ':path': '/' });
    expect(second.headers['content-length']).toBe('12345');
    expect(second.body.length).toBe(0);
    session.close();
    await once(session, 'close');
  });

  it('sends no body with 204 and drops headers that HTTP/2 forbids', async () => {
    const port = await start(async () => ({ status: 204, headers: { Connection: 'keep-alive', 'x-a': '1' } }));
    expect((await http1(port, { method: 'DELETE' })).headers['content-length']).toBeUndefined();
    const session = http2.connect(`http://127.0.0.1:${port}`);
    const { status, headers } = await h2(session, { ':method': 'DELETE', ':path': '/' });
    expect([status, headers['x-a'], headers.connection]).toEqual([204, '1', undefined]);
    session.close();
    await once(session, 'close');
  });

  it('tells a client that expects 100-continue to go on', async () => {
    const port = await start(echo);
    const request = http.request({
      port,
      host: '127.0.0.1',
      agent: false,
      method: 'PUT',
      headers: { expect: '100-continue' },
    });
    request.flushHeaders();
    await once(request, 'continue');
    request.end('late');
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    expect(response.statusCode).toBe(200);
    response.resume();

    const session = http2.connect(`http://127.0.0.1:${port}`);
    const stream = session.request({ ':method': 'PUT', ':path': '/', expect: '100-continue' }, { endStream: false });
    await once(stream, 'continue');
    stream.end('late');
    await once(stream, 'response');
    stream.resume();
    session.close();
    await once(session, 'close');
  });

  it('refuses a body over the limit, announced or not, with 413 in the protocol of the client', async () => {
    const port = await start(echo, { bodyBytesMax: 10 });
    const announced = await http1(port, { method: 'POST', headers: { 'x-amz-target': 'A.B' }, body: 'x'.repeat(11) });
    expect(announced.status).toBe(413);
    expect(JSON.parse(announced.body.toString()).__type).toBe('RequestEntityTooLargeException');
    const chunked = await raw(
      port,
      'POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n14\r\n12345678901234567890\r\n',
    );
    expect(chunked).toContain('413');
    const session = http2.connect(`http://127.0.0.1:${port}`);
    expect((await h2(session, { ':method': 'PUT', ':path': '/' }, Buffer.alloc(11))).status).toBe(413);
    session.close();
    await once(session, 'close');
    expect((await http1(port, { method: 'POST', body: 'x'.repeat(10) })).status).toBe(200);
  });

  it('answers an unexpected throw with 500 InternalFailure and reports it', async () => {
    const bug = new Error('bug');
    const port = await start(async () => {
      throw bug;
    });
    const answer = await http1(port, { method: 'POST', headers: { 'x-amz-target': 'A.B' } });
    expect(answer.status).toBe(500);
    expect(JSON.parse(answer.body.toString()).__type).toBe('InternalFailure');
    expect(errors).toEqual([bug]);
  });

  it('answers 500 when a handler gives a header that cannot be sent', async () => {
    const port = await start(async () => ({ status: 200, headers: { 'x-amz-meta-a': 'line\r\nbreak' } }));
    expect((await http1(port)).status).toBe(500);
    const session = http2.connect(`http://127.0.0.1:${port}`);
    expect((await h2(session, { ':path': '/' })).status).toBe(500);
    session.close();
    await once(session, 'close');
    expect(errors).toHaveLength(2);
  });

  it('answers an AwsError thrown by the route itself', async () => {
    const port = await start(echo, {
      route: () => {
        throw new AwsError('UnknownOperationException', 'no', 404);
      },
    });
    const answer = await http1(port);
    expect(answer.status).toBe(404);
    expect(answer.body.toString()).toContain('<Code>UnknownOperationException</Code>');
    expect(errors).toEqual([]);
  });

  it('outlives hostile input', async () => {
    const port = await start(echo);
    expect(await raw(port, Buffer.from([0, 1, 2, 255, 254, 13, 10, 13, 10]))).toContain('400');
    expect(await raw(port, `GET / HTTP/1.1\r\nhost: x\r\nx-long: ${'a'.repeat(70_000)}\r\n\r\n`)).toContain('431');
    await raw(port, Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), Buffer.alloc(300, 0xff)]));
    await raw(port, 'PRI nonsense that is no preface at all, but long enough to be read as one');
    const aborted = net.connect(port, '127.0.0.1');
    aborted.write('PUT / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\npart');
    await once(aborted, 'connect');
    aborted.destroy();
    const session = http2.connect(`http://127.0.0.1:${port}`);
    const stream = session.request({ ':method': 'PUT', ':path': '/' }, { endStream: false });
    stream.on('error', () => {});
    stream.write('part');
    await once(session, 'remoteSettings');
    session.destroy();
    expect((await http1(port, { method: 'PUT', body: 'still here' })).status).toBe(200);
    expect(errors).toEqual([]);
  });

  it('outlives seeded garbage on both protocols', async () => {
    const port = await start(echo);
    let state = 20261121;
    const random = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
    const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
    const attempts = Array.from({ length: 40 }, (_, i) => {
      const noise = Buffer.from(
        Array.from({ length: 1 + Math.floor(random() * 200) }, () => Math.floor(random() * 256)),
      );
      const bytes = i % 2 ? Buffer.concat([preface, noise]) : noise;
      return new Promise<void>((resolve) => {
        const socket = net.connect(port, '127.0.0.1', () => socket.end(bytes));
        socket.on('error', () => {});
        socket.on('close', () => resolve());
        socket.resume();
      });
    });
    await Promise.all(attempts);
    expect((await http1(port)).status).toBe(200);
    expect(errors).toEqual([]);
  });

  it('says what to do when the port is in use', async () => {
    const port = await start(echo);
    const second = createServer({ route: () => echo });
    await expect(second.listen(port)).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is already in use, perhaps by another local stack. Stop what listens there, or choose another port with --port <number>.`,
    );
  });

  it('closes idle keep-alive connections and HTTP/2 sessions, and lets a request under way finish', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let arrived = () => {};
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const port = await start(async (request: WireRequest) => {
      if (request.path === '/slow') {
        arrived();
        await held;
      }
      return { status: 200, body: 'done' };
    });
    const agent = new http.Agent({ keepAlive: true });
    await http1(port, { agent });
    const session = http2.connect(`http://127.0.0.1:${port}`);
    await h2(session, { ':path': '/' });
    const sessionClosed = once(session, 'close');
    const slow = http1(port, { path: '/slow' });
    await arrival;
    const closed = servers[0]!.close();
    await sessionClosed;
    release();
    expect((await slow).body.toString()).toBe('done');
    await closed;
    agent.destroy();
    await expect(http1(port)).rejects.toThrow(/ECONNREFUSED/);
  });
});
