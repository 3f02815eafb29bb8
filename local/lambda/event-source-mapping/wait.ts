import type { Clock } from '../../clock.ts';

/** Resolves when the time has passed, or at once when `stopping` is aborted. */
export function wait(clock: Clock, delayMs: number, stopping: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stopping.aborted) return resolve();
    const finish = () => {
      cancel();
      stopping.removeEventListener('abort', finish);
      resolve();
    };
    const cancel = clock.after(delayMs, finish);
    stopping.addEventListener('abort', finish);
  });
}
