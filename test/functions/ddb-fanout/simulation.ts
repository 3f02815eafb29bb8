import { routes } from '../../../functions/ddb-fanout/routes.ts';
import { createRandom } from '../../../local/random.ts';
import { readStreamRecord, sequenceNumberOf } from '../../../shared/stream-record.ts';
import { everyTarget } from '../../../shared/stream-record-failure.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { simulatedShard } from './simulated-shard.ts';
import { createSimulatedTarget, type Faults, noFaults, type SimulatedTarget } from './simulated-target.ts';
import { type Mutant, type Outcome, runWorld, timeoutMs, type World } from './simulated-world.ts';

export interface RunTotals {
  changes: number;
  invocations: number;
  crashes: number;
  accepted: number;
  repeats: number;
  undeliverable: number;
  unreadable: number;
  discarded: number;
}

/** One seeded run. Throws where a promise of the fan-out is broken; the message says which. */
export async function simulate(seed: number, mutant: Mutant = {}): Promise<RunTotals> {
  const random = createRandom(seed);
  const pick = <T>(...options: [T, ...T[]]): T => options[Math.floor(random() * options.length)]!;
  const clock = createFakeClock(Date.UTC(2026, 0, 1));
  const startMs = clock.now();
  const shard = simulatedShard(random, startMs);
  const targets = routes.map((route) => createSimulatedTarget(route, someFaults(), clock, random));
  const crashProbability = pick(0, 0, 0.02);
  const storeProbability = pick(0, 0, 0.2);
  const world: World = {
    clock,
    random,
    shard,
    targets,
    settings: {
      batchSize: pick(1, 7, 25),
      maximumRetryAttempts: pick(-1, -1, 0, 10),
      maximumRecordAgeSeconds: pick(60, 300, 3_600),
      halvesAtFirst: pick(true, false),
    },
    targetsOf,
    crashes: () => random() < crashProbability,
    storeFails: () => random() < storeProbability,
    mutant,
  };

  function someFaults(): Faults {
    if (random() < 0.4) return noFaults;
    const downFromMs = startMs + random() * 5_000;
    const poison = shard.filter(() => random() < 0.03).map(({ record }) => sequenceNumberOf(record)!);
    return {
      throttle: pick(0, 0.1, 0.5),
      callFails: pick(0, 0, 0.1),
      answerLost: pick(0, 0, 0.1),
      hangs: pick(0, 0, 0, 0.05),
      stuck: pick(0, 0, 0, 0.01),
      down: random() < 0.2 ? [downFromMs, downFromMs + 60_000] : [0, 0],
      poison: new Set(poison),
      poisonSpoilsCall: random() < 0.5,
    };
  }

  try {
    const outcome = await runWorld(world);
    checkNothingLost(world, outcome);
    checkDelays(world, outcome);
    for (const target of targets) checkArrivals(target);
    return totalsOf(world, outcome);
  } catch (error) {
    throw new Error(`Seed ${seed}: ${(error as Error).message}`);
  }
}

/** An independent reading of the table that ships: all get all, moderation what people write and rewrite. */
export function targetsOf(record: unknown): string[] {
  const read = readStreamRecord(record);
  if (!read.ok) return [everyTarget];
  const { newImage, oldImage } = read.change;
  const message = JSON.stringify(newImage?.item.Message);
  const isChat = (newImage?.item.MessageType as { S: string } | undefined)?.S === 'CHAT';
  const isModerated = isChat && message !== JSON.stringify(oldImage?.item.Message);
  return routes.map(({ name }) => name).filter((name) => name !== 'moderation' || isModerated);
}

/** Every change is at each of its targets, or where the failures are. */
export function checkNothingLost({ shard, targets }: World, { discarded, undeliverable }: Outcome): void {
  for (const { record } of shard) {
    const sequenceNumber = sequenceNumberOf(record)!;
    if (discarded.has(sequenceNumber)) continue;
    for (const name of targetsOf(record)) {
      const took = targets.find(({ route }) => route.name === name)?.accepted ?? [];
      const isThere = took.some((entry) => entry.sequenceNumber === sequenceNumber);
      if (!isThere && !undeliverable.get(name)?.has(sequenceNumber)) {
        throw new Error(`${name} lost ${sequenceNumber}`);
      }
    }
  }
}

/** A repeat is the same to the last byte, and of each key every change arrives first after those before it. */
export function checkArrivals({ route, accepted }: SimulatedTarget): void {
  const first = new Map<string, string>();
  const latestOfKey = new Map<string, bigint>();
  for (const { sequenceNumber, text, key } of accepted) {
    const earlier = first.get(sequenceNumber);
    if (earlier !== undefined && earlier !== text)
      throw new Error(`${route.name} was told ${sequenceNumber} in two ways`);
    if (earlier !== undefined) continue;
    first.set(sequenceNumber, text);
    if (!text.includes(`event-${sequenceNumber}`)) {
      throw new Error(`${route.name} was told ${sequenceNumber} without its idempotency id`);
    }
    if (key === undefined) continue;
    const number = BigInt(sequenceNumber);
    if (number < (latestOfKey.get(key) ?? -1n)) {
      throw new Error(`${route.name} was told ${sequenceNumber} of ${key} out of order`);
    }
    latestOfKey.set(key, number);
  }
}

/** What an invocation and the longest pause after it may add to the age that is configured. */
const graceMs = timeoutMs + 31_000;

function checkDelays({ settings }: World, { delays }: Outcome): void {
  for (const [{ record }, delayMs] of delays) {
    if (delayMs <= settings.maximumRecordAgeSeconds * 1_000 + graceMs) continue;
    throw new Error(`${sequenceNumberOf(record)} was blocked for ${delayMs} ms`);
  }
}

function totalsOf({ shard, targets }: World, outcome: Outcome): RunTotals {
  const accepted = targets.flatMap((target) =>
    target.accepted.map((entry) => `${target.route.name} ${entry.sequenceNumber}`),
  );
  const unreadable = outcome.undeliverable.get(everyTarget)?.size ?? 0;
  const stored = [...outcome.undeliverable.values()].reduce((sum, { size }) => sum + size, 0);
  return {
    changes: shard.length,
    invocations: outcome.invocations,
    crashes: outcome.crashes,
    accepted: accepted.length,
    repeats: accepted.length - new Set(accepted).size,
    undeliverable: stored - unreadable,
    unreadable,
    discarded: outcome.discarded.size,
  };
}
