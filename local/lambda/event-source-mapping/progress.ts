import type { Checkpoint } from '../../firehose/progress.ts';

/** What of one shard is settled: the checkpoint stands before the first record that is not. */
export interface ShardProgress {
  /** Follows a record; reading goes on at `readOn` once it, and all before it, are settled. The answer settles it. */
  follow(readOn: Checkpoint, bytes: number): () => void;
  checkpoint(): Checkpoint;
  /** Records read and not behind the checkpoint. */
  span(): { records: number; bytes: number };
}

interface Followed {
  readOn: Checkpoint;
  bytes: number;
  isSettled: boolean;
}

export function createShardProgress(start: Checkpoint, onAdvance: () => void): ShardProgress {
  const queue: Followed[] = [];
  let head = 0;
  let bytes = 0;
  let checkpoint = start;

  const advance = (): void => {
    const before = head;
    for (; head < queue.length && queue[head]!.isSettled; head += 1) {
      checkpoint = queue[head]!.readOn;
      bytes -= queue[head]!.bytes;
    }
    const moved = head > before;
    if (head > 1000 && head * 2 > queue.length) {
      queue.splice(0, head);
      head = 0;
    }
    if (moved) onAdvance();
  };

  return {
    follow(readOn, size) {
      const entry: Followed = { readOn, bytes: size, isSettled: false };
      queue.push(entry);
      bytes += size;
      return () => {
        entry.isSettled = true;
        if (entry === queue[head]) advance();
      };
    },
    checkpoint: () => checkpoint,
    span: () => ({ records: queue.length - head, bytes }),
  };
}
