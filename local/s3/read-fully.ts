import type { FileHandle } from 'node:fs/promises';

/** Reads exactly `length` bytes from `start`; one read may give fewer. */
export async function readFully(handle: FileHandle, start: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(buffer, done, length - done, start + done);
    if (bytesRead === 0) throw new Error(`The file ended ${length - done} bytes before its recorded size.`);
    done += bytesRead;
  }
  return buffer;
}
