/** The only source of time in the local stack: milliseconds since the epoch, UTC. */
export interface Clock {
  now(): number;
  /** Calls `fire` once, `delayMs` of this clock's milliseconds from now. The answer cancels it. */
  after(delayMs: number, fire: () => void): () => void;
}

/**
 * Wall time, optionally `accelerate` times faster, so that a 60-second buffer takes a second at 60.
 * `notBefore` keeps time from running backwards when an accelerated stack is started again.
 */
export function createSystemClock({ accelerate = 1, notBefore = 0 } = {}): Clock {
  const startedAt = Math.max(Date.now(), notBefore);
  const origin = performance.now();
  return {
    now: () => Math.floor(startedAt + (performance.now() - origin) * accelerate),
    after(delayMs, fire) {
      const timer = setTimeout(fire, Math.max(0, delayMs / accelerate));
      return () => clearTimeout(timer);
    },
  };
}
