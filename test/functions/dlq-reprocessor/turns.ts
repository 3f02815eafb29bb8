/** Decides by a seed who of many goes next, so that what happens at the same time happens in the same order each time. */
export interface Turns {
  /** Takes part in the play until it settles. */
  start(work: Promise<void>): void;
  /** Waits for a turn. */
  wait(): Promise<void>;
  /** A turn that does not come: whoever waits for it is dead. */
  never(): Promise<never>;
  /** Gives turns, one at a time, until nobody waits. Throws what work threw. */
  play(): Promise<void>;
}

export function createTurns(random: () => number): Turns {
  const waiting: (() => void)[] = [];
  const failures: unknown[] = [];
  /** Everything that can go on without a turn has gone on: no work waits for anything but turns and promises. */
  const rest = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    start: (work) => void work.catch((error) => failures.push(error)),
    wait: () => new Promise((resolve) => waiting.push(resolve)),
    never: () => new Promise(() => {}),
    async play() {
      await rest();
      while (waiting.length > 0) {
        const [next] = waiting.splice(Math.floor(random() * waiting.length), 1);
        next!();
        await rest();
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}
