import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { linesOf } from '../../cli/demo/access-log/samples.ts';
import { packaged } from '../support/packaged.ts';

/**
 * Access logs and CSV through the local stack, from the packaged template: what was sent is what was delivered (as Parquet and as
 * JSON), dropped and failed, counted from the objects. Exits 1 if not.
 *
 *     node test/soak/access-log.soak.ts [--lines 200000] [--seed 1] [--package <directory>]
 */
const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '200000' },
    seed: { type: 'string', default: '1' },
    package: { type: 'string' },
  },
});

interface Counts {
  written: number;
  delivered: number;
  dropped: number;
  failed: number;
  lost: number;
  duplicated: number;
}

const root = join(import.meta.dirname, '../..');
const scratch = mkdtempSync(join(tmpdir(), 'tributary-access-log-soak-'));
const packageDirectory = values.package ?? (await packaged('dev', { accessLog: 'true' })).directory;
const command = [
  ...['cli/tributary.ts', 'demo', '--scenario', 'access-log', '--json', '--lines', values.lines],
  ...['--seed', values.seed, '--data', join(scratch, 'data'), '--package', packageDirectory],
];

try {
  const { code, printed } = await run(command);
  const { streams, seconds } = JSON.parse(printed) as { streams: Record<string, Counts>; seconds: number };
  let holds = code === 0;
  for (const [name, { written, delivered, dropped, failed, lost, duplicated }] of Object.entries(streams)) {
    const addsUp = written === delivered + dropped + failed && lost === 0 && duplicated === 0;
    const isWhole = written === linesOf(name, Number(values.lines)) && delivered > 0 && dropped > 0 && failed > 0;
    holds &&= addsUp && isWhole;
    console.log(
      `${addsUp && isWhole ? 'ok  ' : 'FAIL'} ${name}: sent ${written} = delivered ${delivered} + dropped ${dropped} + failed ${failed}; lost ${lost}, repeated ${duplicated}`,
    );
  }
  console.log(
    `access-log: ${values.lines} lines in ${seconds} s (${Math.round(Number(values.lines) / seconds)}/s sent, delivered and counted, load average ${loadavg()[0]!.toFixed(1)})`,
  );
  process.exitCode = holds ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function run(args: string[]): Promise<{ code: number | null; printed: string }> {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  return new Promise((resolve, reject) =>
    child.once('error', reject).once('close', (code) => resolve({ code, printed })),
  );
}
