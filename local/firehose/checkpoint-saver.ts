import type { Clock } from '../clock.ts';
import { CHECKPOINT_RETRY_MS } from './pacing.ts';
import type { Checkpoint } from './progress.ts';

export type Checkpoints = Record<string, Checkpoint>;

/** Saves checkpoints one at a time, always the newest: what moves on while one is being saved is saved after it. */
export interface CheckpointSaver {
  /** The checkpoints have moved. */
  touch(): void;
  /** Resolves once what has moved so far is saved. */
  settled(): Promise<void>;
  close(): void;
}

export function createCheckpointSaver(options: {
  clock: Clock;
  current: () => Checkpoints;
  save: (checkpoints: Checkpoints) => Promise<void>;
  log: (message: string) => void;
}): CheckpointSaver {
  const { clock, current, save, log } = options;
  let dirty = false;
  let closed = false;
  let saving: Promise<void> | undefined;

  const run = async (): Promise<void> => {
    while (dirty && !closed) {
      // One turn later, so that what settles together is saved together.
      await Promise.resolve();
      dirty = false;
      try {
        await save(current());
      } catch (error) {
        if (closed) break;
        log(`The checkpoints could not be saved: ${error}`);
        dirty = true;
        await new Promise<void>((resolve) => clock.after(CHECKPOINT_RETRY_MS, resolve));
      }
    }
    saving = undefined;
  };
  return {
    touch() {
      dirty = true;
      saving ??= run();
    },
    settled: async () => saving,
    close() {
      closed = true;
    },
  };
}
