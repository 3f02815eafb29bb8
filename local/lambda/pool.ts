import { IDLE_MS_MAX } from './limits.ts';
import type { Sandbox } from './sandbox.ts';

/** The sandboxes of one function: as many as there is work for up to a cap, then a queue, first come first served. */
export interface Pool {
  /** Hands a sandbox to `use`, which has it alone. */
  run<Result>(use: (sandbox: Sandbox) => Promise<Result>): Promise<Result>;
  /** From now on `start` makes the sandboxes. Those of before finish what they run, and are gone when the answer comes. */
  replace(start: () => Sandbox): Promise<void>;
  /** Ends all sandboxes, also those that run, and refuses what waits. */
  close(): Promise<void>;
}

interface Place {
  sandbox: Sandbox;
  start: () => Sandbox;
  reaper?: NodeJS.Timeout;
}

export function createPool(initial: () => Sandbox, sandboxesMax: number): Pool {
  let start = initial;
  let isClosed = false;
  const idle: Place[] = [];
  const busy = new Set<Place>();
  const queue: { resolve(place: Place): void; reject(error: Error): void }[] = [];
  /** Told whenever a place is given up. */
  const onLeft: (() => void)[] = [];

  function acquire(): Promise<Place> {
    return new Promise((resolve, reject) => {
      queue.push({ resolve, reject });
      serve();
    });
  }

  function serve(): void {
    while (queue.length > 0) {
      const place = takeIdle() ?? startNew();
      if (!place) return;
      busy.add(place);
      queue.shift()!.resolve(place);
    }
  }

  /** The one used last: the others grow old and are reaped. */
  function takeIdle(): Place | undefined {
    for (let place = idle.pop(); place; place = idle.pop()) {
      clearTimeout(place.reaper);
      if (place.sandbox.isUsable()) return place;
    }
    return undefined;
  }

  function startNew(): Place | undefined {
    return busy.size < sandboxesMax ? { sandbox: start(), start } : undefined;
  }

  function release(place: Place): void {
    busy.delete(place);
    if (isClosed || place.start !== start || !place.sandbox.isUsable()) void place.sandbox.end();
    else {
      idle.push(place);
      place.reaper = setTimeout(() => discardIdle(place), IDLE_MS_MAX).unref();
    }
    for (const tell of onLeft.splice(0)) tell();
    serve();
  }

  function discardIdle(place: Place): void {
    idle.splice(idle.indexOf(place), 1);
    void place.sandbox.end();
  }

  async function endIdle(): Promise<void> {
    const places = idle.splice(0);
    for (const place of places) clearTimeout(place.reaper);
    await Promise.all(places.map((place) => place.sandbox.end()));
  }

  return {
    async run(use) {
      if (isClosed) throw new Error('The local Lambda is closed.');
      const place = await acquire();
      try {
        return await use(place.sandbox);
      } finally {
        release(place);
      }
    },
    async replace(next) {
      start = next;
      await endIdle();
      while ([...busy].some((place) => place.start !== start))
        await new Promise<void>((resolve) => onLeft.push(resolve));
    },
    async close() {
      isClosed = true;
      for (const { reject } of queue.splice(0)) reject(new Error('The local Lambda is closed.'));
      await Promise.all([endIdle(), ...[...busy].map((place) => place.sandbox.end())]);
    },
  };
}
