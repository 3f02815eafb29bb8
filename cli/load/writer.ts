import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LoadOutcome } from './plan.ts';
import type { WriterMessage, WriterOrder } from './writer-process.ts';

/**
 * Writes in a process of its own, so that client and stack each have their core and their memory. Rejects when the writer fails;
 * it has then told why on stderr. `cpuSeconds` is what the client alone took.
 */
export function runWriter(
  order: WriterOrder,
  onAccepted: (accepted: number) => void,
): Promise<{ outcome: LoadOutcome; cpuSeconds: number }> {
  const child = fork(fileURLToPath(new URL('./writer-process.ts', import.meta.url)));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The writer ended early (${code}).`)));
    child.on('message', (message: WriterMessage) => {
      if ('outcome' in message) resolve(message);
      else onAccepted(message.accepted);
    });
    child.send(order);
  });
}
