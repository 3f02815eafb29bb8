import { expect, it } from 'vitest';
import { chaosRun, killedAt } from './chaos.ts';

/** Another seed: `CHAOS_SEED=7 npx vitest run test/functions/dlq-reprocessor/chaos.test.ts`. */
const seed = Number(process.env.CHAOS_SEED ?? 1);
const runs = Number(process.env.CHAOS_RUNS ?? 1_200);
const timeoutMs = Math.max(60_000, runs * 20);

it(
  `loses no record and repeats no row in ${runs} runs with kills, failures, doubles and changing schemas, seed ${seed}`,
  async () => {
    const seen = { killed: 0, failures: 0, stopped: 0, workers: 0, restored: 0, parked: 0, alreadyThere: 0 };
    for (let run = 0; run < runs; run += 1) {
      try {
        const result = await chaosRun(seed * 1_000_003 + run);
        for (const name of Object.keys(seen) as (keyof typeof seen)[]) seen[name] += result[name];
      } catch (error) {
        throw new Error(`Run ${run} of seed ${seed} (chaosRun(${seed * 1_000_003 + run}))`, { cause: error });
      }
    }
    console.log(`seed ${seed}, ${runs} runs: ${JSON.stringify(seen)}`);
    for (const [name, count] of Object.entries(seen)) expect(count, name).toBeGreaterThan(runs / 10);
  },
  timeoutMs,
);

it.each(['chat-by-time', 'chat-by-livestream'])(
  'loses and repeats nothing of %s, at whatever call a run is killed',
  async (stream) => {
    for (const moment of ['before', 'after'] as const) {
      let call = 1;
      while (await killedAt(call, moment, stream)) call += 1;
      expect(call).toBeGreaterThan(20);
    }
  },
);
