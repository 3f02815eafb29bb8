import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { UserError } from './output.ts';

/** Packaging takes seconds; what takes this long hangs. */
const PACKAGING_MS_MAX = 180_000;

const root = resolve(import.meta.dirname, '..');

/**
 * Runs `sls package` for a stage into `directory`, offline and without credentials.
 * Throws {@link UserError} with what the packaging printed when it fails.
 */
export async function packageService(stage: string, directory: string): Promise<void> {
  // A stale build of the bundler would be zipped along.
  rmSync(join(root, '.esbuild'), { recursive: true, force: true });
  const serverless = join(
    dirname(createRequire(import.meta.url).resolve('serverless/package.json')),
    'bin/serverless.js',
  );
  const child = spawn(process.execPath, [serverless, 'package', '--stage', stage, '--package', resolve(directory)], {
    cwd: root,
    env: { ...withoutAws(process.env), SLS_NOTIFICATIONS_MODE: 'off' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: PACKAGING_MS_MAX,
  });
  const printed: Buffer[] = [];
  child.stdout.on('data', (chunk) => printed.push(chunk));
  child.stderr.on('data', (chunk) => printed.push(chunk));
  const code = await new Promise<number | null>((done, failed) => child.on('error', failed).on('close', done));
  if (code !== 0) {
    const how = code === null ? `was stopped after ${PACKAGING_MS_MAX / 1000} s` : `failed with exit code ${code}`;
    throw new UserError(
      `Packaging stage ${stage} ${how}. It printed:\n${Buffer.concat(printed).toString('utf8').trim()}`,
    );
  }
}

/** Packaging must give the same whoever is logged in: nothing of AWS's is handed on. */
function withoutAws(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('AWS_')));
}
