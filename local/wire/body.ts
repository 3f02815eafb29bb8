import type { Readable } from 'node:stream';

export type BodyResult = { ok: true; body: Buffer } | { ok: false; reason: 'TooLarge' | 'Aborted' };

/** Reads a request body whole, up to `limitBytes`; `Aborted` when the client goes away before the end. Never rejects. */
export function readBody(stream: Readable, limitBytes: number): Promise<BodyResult> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const finish = (result: BodyResult) => {
      stream.off('data', onData);
      resolve(result);
    };
    const onData = (chunk: Buffer) => {
      length += chunk.length;
      if (length > limitBytes) return finish({ ok: false, reason: 'TooLarge' });
      chunks.push(chunk);
    };
    stream.on('data', onData);
    stream.once('end', () =>
      finish({ ok: true, body: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length) }),
    );
    stream.once('error', () => finish({ ok: false, reason: 'Aborted' }));
    stream.once('aborted', () => finish({ ok: false, reason: 'Aborted' }));
    stream.once('close', () => finish({ ok: false, reason: 'Aborted' }));
  });
}
