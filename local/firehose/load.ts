/**
 * Where bytes are held inside one delivery stream: on their way through the transform, in buffers, or in objects being
 * written.
 */
export type Stage = 'transforming' | 'buffered' | 'writing';

/** What one delivery stream holds in memory, and whether it may take more. */
export interface Load {
  add(stage: Stage, changeBytes: number): void;
  bytes(stage: Stage): number;
  isOverfull(stage: Stage): boolean;
  /** False while records in the transform or objects being written hold too much: reading the source waits. */
  mayRead(): boolean;
}

/** @param onRelief called when reading may go on after it had to wait. */
export function createLoad(maxBytes: Record<Stage, number>, onRelief: () => void): Load {
  const held: Record<Stage, number> = { transforming: 0, buffered: 0, writing: 0 };
  const isOverfull = (stage: Stage): boolean => held[stage] > maxBytes[stage];
  const mayRead = (): boolean => !isOverfull('transforming') && !isOverfull('writing');
  return {
    add(stage, changeBytes) {
      const could = mayRead();
      held[stage] += changeBytes;
      if (!could && mayRead()) onRelief();
    },
    bytes: (stage) => held[stage],
    isOverfull,
    mayRead,
  };
}
