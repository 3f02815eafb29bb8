import { setTimeout as delay } from 'node:timers/promises';
import type { Target } from './target.ts';

/** Looks again and again until there is something to see; throws with what was seen last once the target's patience is over. */
export async function eventually<Value>(
  { pollMs, patienceMs }: Pick<Target, 'pollMs' | 'patienceMs'>,
  look: () => Promise<Value | undefined>,
  describeLast: () => unknown = () => 'nothing',
): Promise<Value> {
  const untilMs = performance.now() + patienceMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (performance.now() > untilMs) {
      throw new Error(`Waited ${patienceMs} ms in vain. Seen last: ${JSON.stringify(describeLast())?.slice(0, 2000)}`);
    }
    await delay(pollMs);
  }
}
