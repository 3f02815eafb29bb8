import type { Clock } from '../../local/clock.ts';

/** A clock that moves only when told; timers fire in order of due time, then of creation. */
export interface FakeClock extends Clock {
  /** Moves time forward, firing what falls due and letting promises settle after each timer. */
  advance(ms: number): Promise<void>;
  pendingTimers(): number;
}

export function createFakeClock(startMs = Date.UTC(2026, 0, 1)): FakeClock {
  let nowMs = startMs;
  let created = 0;
  const timers = new Set<{ dueMs: number; order: number; fire: () => void }>();
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  const nextDue = (untilMs: number) =>
    [...timers].filter((t) => t.dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs || a.order - b.order)[0];
  return {
    now: () => nowMs,
    after(delayMs, fire) {
      const timer = { dueMs: nowMs + Math.max(0, delayMs), order: created++, fire };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    async advance(ms) {
      const untilMs = nowMs + ms;
      await settle();
      for (let timer = nextDue(untilMs); timer; timer = nextDue(untilMs)) {
        timers.delete(timer);
        nowMs = Math.max(nowMs, timer.dueMs);
        timer.fire();
        await settle();
      }
      nowMs = untilMs;
    },
    pendingTimers: () => timers.size,
  };
}
