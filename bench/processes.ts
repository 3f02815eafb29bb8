import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { comparePaired } from './paired.ts';

/** Milliseconds that loading `bundle` takes over starting an empty Node, by wall clock. */
export async function measureStartUp(directory: string, bundle: string): Promise<number> {
  const empty = join(directory, 'empty.cjs');
  writeFileSync(empty, '');
  const { baselineMs, candidateMs } = await comparePaired(
    () => run([bundle]),
    () => run([empty]),
    { pairs: 41, warmups: 3 },
  );
  return baselineMs - candidateMs;
}

/** Largest resident set, MB of a process that handles `batches` batches with a handler of this bench. */
export function measureMemoryMb(script: string, handler: 'naive' | 'tributary', batches: number): number {
  return Number(run([script, '--memory', handler, String(batches)]));
}

function run(args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { env: process.env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}:\n${stderr}`);
  return stdout;
}
