import { StringDecoder } from 'node:string_decoder';

/**
 * Sends whatever is written to stdout and stderr to `send` at once and in order, in place of the streams that a worker
 * thread has, which reach the main thread later than its messages do.
 */
export function captureOutput(send: (text: string) => void): void {
  for (const stream of [process.stdout, process.stderr]) {
    const decoder = new StringDecoder('utf8');
    stream.write = (chunk: string | Uint8Array, encoding?: unknown, callback?: unknown) => {
      const text = typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk));
      if (text !== '') send(text);
      const done = typeof encoding === 'function' ? encoding : callback;
      if (typeof done === 'function') process.nextTick(done as () => void);
      return true;
    };
  }
}
