import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export interface FrameworkRun {
  code: number | null;
  printed: string;
  seconds: number;
}

/** A command of the framework that hangs is stopped after this long. */
const MS_MAX = 300_000;

/**
 * Runs `sls <words>` in a copy of the sources against an endpoint. It sees no credentials and no home but made-up ones, so that
 * nothing can reach an account of AWS.
 */
export async function runFramework(words: string[], directory: string, endpoint: string): Promise<FrameworkRun> {
  const framework = join(
    dirname(createRequire(import.meta.url).resolve('serverless/package.json')),
    'bin/serverless.js',
  );
  const startedMs = performance.now();
  const child = spawn(process.execPath, [framework, ...words], {
    cwd: directory,
    env: {
      PATH: process.env.PATH,
      HOME: directory,
      AWS_ACCESS_KEY_ID: 'rehearsal',
      AWS_SECRET_ACCESS_KEY: 'rehearsal',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: 'us-east-1',
      SLS_NOTIFICATIONS_MODE: 'off',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: MS_MAX,
  });
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => printed.push(chunk));
  }
  await once(child, 'close');
  return { code: child.exitCode, printed: printed.join(''), seconds: (performance.now() - startedMs) / 1000 };
}
