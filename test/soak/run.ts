import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/**
 * Everything that takes too long for the ordinary tests, one after the other, each with its figures. Exits 1 if one fails.
 *
 *     npm run soak [-- --only kills --only memory]
 */
const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } });

const root = join(import.meta.dirname, '../..');
const scratch = mkdtempSync(join(tmpdir(), 'tributary-soak-run-'));

interface Proof {
  name: string;
  args: string[];
  environment?: Record<string, string>;
}

const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const load = (name: string, target: string, ...more: string[]): Proof => ({
  name,
  args: [
    ...['cli/tributary.ts', 'load', '--target', target, '--batches-per-second', '1000', '--batch-size', '25'],
    ...['--seconds', '10', '--livestreams', '10', '--verify', '--data', join(scratch, name), ...more],
  ],
});

const proofs: Proof[] = [
  {
    name: 'simulation',
    args: [vitest, 'run', 'test/local/firehose/simulation.test.ts'],
    environment: { SIMULATION_SEEDS: '10000' },
  },
  { name: 'kills', args: [vitest, 'run', 'test/end-to-end/kill.test.ts'], environment: { KILLS: '200' } },
  { name: 'dlq-reprocessor', args: ['test/soak/dlq-reprocessor.soak.ts'] },
  {
    name: 'dlq-chaos',
    args: [vitest, 'run', 'test/functions/dlq-reprocessor/chaos'],
    environment: { CHAOS_RUNS: '10000' },
  },
  { name: 'access-log', args: ['test/soak/access-log.soak.ts'] },
  { name: 'fan-out', args: ['test/soak/fan-out.soak.ts'] },
  // The way into the lake alone, then with its subscribers, who share the machine.
  load('load-dynamodb', 'dynamodb', '--param', 'fanOut=false'),
  load('load-dynamodb-fan-out', 'dynamodb'),
  load('load-kinesis', 'kinesis'),
  { name: 'memory', args: ['test/soak/memory.soak.ts'] },
];

const chosen = proofs.filter(({ name }) => values.only?.includes(name) ?? true);
const results: string[] = [];
for (const proof of chosen) {
  console.log(`\n== ${proof.name} (load average ${loadavg()[0]!.toFixed(1)})`);
  const startedMs = performance.now();
  const code = await run(proof);
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  results.push(`${code === 0 ? 'ok  ' : 'FAIL'} ${proof.name} ${seconds} s`);
  if (code !== 0) process.exitCode = 1;
}
rmSync(scratch, { recursive: true, force: true });
console.log(`\n${results.join('\n')}`);

function run({ args, environment }: Proof): Promise<number | null> {
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...environment } });
  return new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve));
}
