import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { UserError } from '../output.ts';
import type { LoadOutcome } from './plan.ts';
import type { WriterMessage, WriterOrder } from './writer-process.ts';

/**
 * Writes in a process of its own, so that client and stack each have their core and their memory. Rejects with {@link UserError} when
 * the target refuses for good. `cpuSeconds` is what the client alone took.
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
      else if ('failure' in message) reject(new UserError(`Writing failed: ${message.failure}`));
      else onAccepted(message.accepted);
    });
    child.send(order);
  });
}
