import type { ReadPosition } from '../kinesis/types.ts';

/** How far a shard has been delivered. `SHARD_END`: it is closed and all of it is. */
export type Checkpoint = ReadPosition | 'SHARD_END';

/**
 * Some records read in a row. Settled once nobody holds it any more: all of them are in S3, in an error object, or
 * dropped.
 */
export interface Ticket {
  hold(): void;
  release(): void;
}

/** What of one shard is delivered: the checkpoint stands before the first ticket that is not settled. */
export interface Progress {
  /**
   * A ticket that its opener holds. `readOn` is where reading goes on once its records, and all before them, are
   * settled; `arrivalMs` is when the first of them arrived, if there are any.
   */
  open(readOn: Checkpoint, arrivalMs?: number): Ticket;
  checkpoint(): Checkpoint;
  /** When the first of the records arrived that are not settled; undefined while all are. */
  oldestArrivalMs(): number | undefined;
}

interface Entry extends Ticket {
  holders: number;
  readOn: Checkpoint;
  arrivalMs: number | undefined;
}

export function createProgress(start: Checkpoint, onAdvance: () => void): Progress {
  const queue: Entry[] = [];
  let head = 0;
  let checkpoint = start;

  const advance = (): void => {
    let moved = false;
    for (; head < queue.length && queue[head]!.holders === 0; head += 1) {
      checkpoint = queue[head]!.readOn;
      moved = true;
    }
    if (head > 64 && head * 2 > queue.length) {
      queue.splice(0, head);
      head = 0;
    }
    if (moved) onAdvance();
  };

  return {
    open(readOn, arrivalMs) {
      const entry: Entry = {
        readOn,
        arrivalMs,
        holders: 1,
        hold() {
          entry.holders += 1;
        },
        release() {
          entry.holders -= 1;
          if (entry.holders === 0) advance();
        },
      };
      queue.push(entry);
      return entry;
    },
    checkpoint: () => checkpoint,
    oldestArrivalMs: () => queue[head]?.arrivalMs,
  };
}
