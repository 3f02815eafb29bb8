import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { root } from './package-run.ts';

export interface LocalInvocation {
  functionName: string;
  /** Path of the sample event. */
  event: string;
  /** Of whatever plays AWS. */
  url: string;
  /** Such as `--param=accessLog=true`. */
  parameters?: string[];
}

/** Runs `sls invoke local` in a copy of the sources, in a process that knows of no AWS but `url`. Answers what it printed. */
export async function invokeLocal(
  sources: string,
  { functionName, event, url, parameters = [] }: LocalInvocation,
): Promise<string> {
  cpSync(join(root, 'local'), join(sources, 'local'), { recursive: true });
  const framework = join(root, 'node_modules/serverless/bin/serverless.js');
  const child = spawn(
    process.execPath,
    [framework, 'invoke', 'local', '-f', functionName, '-p', event, ...parameters],
    {
      cwd: sources,
      env: {
        PATH: process.env.PATH,
        HOME: sources,
        AWS_ENDPOINT_URL: url,
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
        SLS_NOTIFICATIONS_MODE: 'off',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const printed = Promise.all([child.stdout, child.stderr].map((stream) => text(stream as Readable)));
  await once(child, 'close');
  return (await printed).join('');
}
