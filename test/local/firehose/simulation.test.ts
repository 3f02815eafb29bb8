import { describe, expect, it } from 'vitest';
import { simulate } from './simulation.ts';

const SEEDS = Number(process.env.SIMULATION_SEEDS ?? 200);
const FIRST_SEED = Number(process.env.SIMULATION_FIRST_SEED ?? 1);

describe('a delivery stream in a hostile world', () => {
  it(`loses nothing, whatever fails and whenever it is killed (${SEEDS} seeds)`, { timeout: 600_000 }, async () => {
    let written = 0;
    let restarts = 0;
    const startedMs = performance.now();
    for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed += 1) {
      const life = await simulate(seed);
      expect(life.violations, `SIMULATION_FIRST_SEED=${seed} SIMULATION_SEEDS=1 shows this again`).toEqual([]);
      written += life.written;
      restarts += life.restarts;
    }
    const seconds = (performance.now() - startedMs) / 1000;
    console.log(`${SEEDS} seeds, ${written} records, ${restarts} restarts: ${(SEEDS / seconds).toFixed(0)} seeds/s`);
  });

  it('does the same again, byte for byte, from the same seed', async () => {
    for (const seed of [1, 2, 3]) {
      const [first, second] = [await simulate(seed), await simulate(seed)];
      expect([...second.objects]).toEqual([...first.objects]);
    }
  });
});
