import { createSystemClock } from '../../local/clock.ts';
import type { LoadOutcome, LoadPlan } from './plan.ts';
import { type ClientSettings, writeLoad } from './write.ts';

/** What the process is told to begin. */
export interface WriterOrder {
  plan: LoadPlan;
  targetName: string;
  settings: ClientSettings;
  /** The stack's time at the start, ms, and how fast it runs. */
  nowMs: number;
  accelerate: number;
}

export type WriterMessage = { accepted: number } | { outcome: LoadOutcome; cpuSeconds: number } | { failure: string };

/** Progress is told no more often than this, so that the telling costs nothing. */
const TELL_EVERY_MS = 100;

/** Carries out one order and ends; dies with its parent. */
process.once('disconnect', () => process.exit());
process.once('message', async ({ plan, targetName, settings, nowMs, accelerate }: WriterOrder) => {
  const tell = (message: WriterMessage) => process.send!(message);
  let toldMs = 0;
  const clock = createSystemClock({ accelerate, notBefore: nowMs });
  const onProgress = (accepted: number) => {
    if (performance.now() - toldMs < TELL_EVERY_MS) return;
    toldMs = performance.now();
    tell({ accepted });
  };
  try {
    const outcome = await writeLoad(plan, targetName, settings, clock, onProgress);
    const { user, system } = process.cpuUsage();
    tell({ outcome, cpuSeconds: (user + system) / 1e6 });
  } catch (error) {
    tell({ failure: String(error) });
  }
  process.disconnect();
});
