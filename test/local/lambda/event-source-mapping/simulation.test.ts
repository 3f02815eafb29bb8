import { describe, expect, it } from 'vitest';
import { simulate } from './simulation.ts';

const SEEDS = Number(process.env.SIMULATION_SEEDS ?? 200);
const FIRST_SEED = Number(process.env.SIMULATION_FIRST_SEED ?? 1);

describe('an event source mapping in a hostile world', () => {
  it(`loses nothing, keeps the order of each key, parks poison (${SEEDS} seeds)`, { timeout: 600_000 }, async () => {
    const total = { written: 0, poison: 0, restarts: 0, calls: 0 };
    const startedMs = performance.now();
    for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed += 1) {
      const life = await simulate(seed);
      expect(life.violations, `SIMULATION_FIRST_SEED=${seed} SIMULATION_SEEDS=1 shows this again`).toEqual([]);
      total.written += life.written;
      total.poison += life.poison;
      total.restarts += life.restarts;
      total.calls += life.calls.length;
    }
    const { written, poison, restarts, calls } = total;
    const rate = ((SEEDS * 1000) / (performance.now() - startedMs)).toFixed(0);
    console.log(
      `${SEEDS} seeds, ${written} records (${poison} poison), ${calls} calls, ${restarts} restarts: ${rate} seeds/s`,
    );
  });

  it('does the same again from the same seed', async () => {
    for (const seed of [1, 2, 3]) expect((await simulate(seed)).calls).toEqual((await simulate(seed)).calls);
  });
});
