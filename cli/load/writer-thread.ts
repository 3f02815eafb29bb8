import { parentPort, workerData } from 'node:worker_threads';
import { createSystemClock } from '../../local/clock.ts';
import type { LoadOutcome, LoadPlan } from './plan.ts';
import { type ClientSettings, writeLoad } from './write.ts';

/** What the thread is started with. */
export interface WriterData {
  plan: LoadPlan;
  targetName: string;
  settings: ClientSettings;
  /** The stack's time at the start, ms, and how fast it runs. */
  nowMs: number;
  accelerate: number;
}

export type WriterMessage = { accepted: number } | { outcome: LoadOutcome };

/** Progress is told no more often than this, so that the telling costs nothing. */
const TELL_EVERY_MS = 100;

const { plan, targetName, settings, nowMs, accelerate } = workerData as WriterData;
const tell = (message: WriterMessage) => parentPort!.postMessage(message);
let toldMs = 0;
const outcome = await writeLoad(
  plan,
  targetName,
  settings,
  createSystemClock({ accelerate, notBefore: nowMs }),
  (accepted) => {
    if (performance.now() - toldMs < TELL_EVERY_MS) return;
    toldMs = performance.now();
    tell({ accepted });
  },
);
tell({ outcome });
