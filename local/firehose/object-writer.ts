import type { Clock } from '../clock.ts';
import { backoff, PUT_RETRY_MS, UPLOADS_AT_ONCE_MAX } from './pacing.ts';

/** An object about to be written. */
export interface ObjectToWrite {
  key: string;
  body: Promise<Buffer>;
  contentEncoding?: 'gzip' | 'hadoop-snappy';
  /** Of its records, milliseconds since the epoch. */
  oldestArrivalMs: number;
}

/** Stores one object; rejects when S3 refuses it. */
export type PutObject = (
  key: string,
  body: Buffer,
  options: { contentType: string; contentEncoding?: string },
) => Promise<void>;

export interface ObjectWriter {
  /**
   * Writes, again and again until S3 takes the object. The key stays the same, so that an attempt which only seemed to
   * fail is overwritten.
   * Answers false when `giveUpAfterMs` have passed.
   */
  write(object: ObjectToWrite): Promise<boolean>;
}

/** @param onAttempt told of each answer of S3, with the error where it refused. */
export function createObjectWriter(options: {
  clock: Clock;
  putObject: PutObject;
  giveUpAfterMs: number;
  onAttempt: (object: ObjectToWrite, error: unknown) => void;
}): ObjectWriter {
  const { clock, putObject, giveUpAfterMs, onAttempt } = options;
  const waiting: (() => void)[] = [];
  let running = 0;

  const acquire = async (): Promise<void> => {
    if (running >= UPLOADS_AT_ONCE_MAX) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
  };
  const release = (): void => {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  };
  const attempt = async (object: ObjectToWrite, body: Buffer): Promise<boolean> => {
    const { key, contentEncoding } = object;
    await acquire();
    try {
      await putObject(key, body, {
        contentType: 'application/octet-stream',
        ...(contentEncoding && { contentEncoding }),
      });
      onAttempt(object, undefined);
      return true;
    } catch (error) {
      onAttempt(object, error);
      return false;
    } finally {
      release();
    }
  };

  return {
    async write(object) {
      const body = await object.body;
      const startedMs = clock.now();
      for (let attempts = 1; !(await attempt(object, body)); attempts += 1) {
        if (clock.now() - startedMs >= giveUpAfterMs) return false;
        await new Promise<void>((resolve) => clock.after(backoff(PUT_RETRY_MS, attempts), resolve));
      }
      return true;
    },
  };
}
