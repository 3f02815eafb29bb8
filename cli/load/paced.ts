/**
 * Sends `count` batches, the nth not before n / `perSecond` seconds, at most `concurrency` at a time. When the target is
 * slower than the pace, batches go out as fast as it takes them. The first failure ends the run.
 */
export async function sendPaced(
  count: number,
  { perSecond, concurrency }: { perSecond: number; concurrency: number },
  send: (batch: number) => Promise<void>,
): Promise<void> {
  const startedMs = performance.now();
  let next = 0;
  let failed = false;
  const worker = async () => {
    while (next < count && !failed) {
      const batch = next++;
      const earlyMs = startedMs + (batch * 1000) / perSecond - performance.now();
      // A timer is a millisecond late at best: what is due within one is due.
      if (earlyMs > 1) await new Promise((due) => setTimeout(due, earlyMs));
      await send(batch);
    }
  };
  const guarded = () =>
    worker().catch((error) => {
      failed = true;
      throw error;
    });
  await Promise.all(Array.from({ length: Math.min(concurrency, count) }, guarded));
}
