import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runKills } from '../support/kills/run-kills.ts';
import { summarise } from '../support/kills/summary.ts';
import { packaged } from '../support/packaged.ts';

const KILLS = Number(process.env.KILLS ?? 10);
const SEED = Number(process.env.KILL_SEED ?? 1);

const data = mkdtempSync(join(tmpdir(), 'tributary-kill-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));

describe('the stack under kill -9', () => {
  it(`loses nothing that was acknowledged, and repeats only what was in flight (${KILLS} kills, KILL_SEED=${SEED})`, {
    timeout: 120_000 + KILLS * 10_000,
  }, async () => {
    const { directory } = await packaged('dev');
    const report = await runKills({ packageDirectory: directory, data, kills: KILLS, seed: SEED });
    console.log(summarise(report));
    const inFlight = report.kills.filter(({ bytesInFlight }) => bytesInFlight > 0);
    expect(inFlight.length).toBeGreaterThanOrEqual(KILLS / 2);
    expect(report.acknowledged).toBeGreaterThan(KILLS * 10);
    const clean = { lost: 0, acknowledgedLost: 0, repeatedTooOften: 0, unexpected: 0 };
    for (const layout of Object.values(report.audit.layouts)) expect(layout).toMatchObject(clean);
    expect(report.audit.viewWrong).toBe(0);
  });
});
