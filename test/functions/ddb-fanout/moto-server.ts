import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const program = join(import.meta.dirname, '../../../.venv/aws/bin/moto_server');

/** Why moto cannot be used here; undefined where it can. */
export const motoIsMissing = existsSync(program)
  ? undefined
  : 'moto is not installed: bash .ci/aws-clients.sh installs it into .venv/aws where PyPI can be reached.';

/** The account that moto plays. */
export const motoAccount = '123456789012';

export interface MotoServer {
  url: string;
  close(): Promise<void>;
}

/** Starts moto's server on a free port of this machine. */
export async function startMoto(): Promise<MotoServer> {
  const server = spawn(program, ['-H', '127.0.0.1', '-p', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const url = await Promise.race([urlOf(server), ended]);
  if (url === undefined) throw new Error("moto's server ended before it listened.");
  return {
    url,
    async close() {
      server.kill();
      await ended;
    },
  };
}

/** It says on which port it listens, then a line for each request, which nobody reads. */
function urlOf({ stderr }: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let said = '';
    stderr!.on('data', (chunk) => {
      if (said.length < 10_000) said += String(chunk);
      const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
      if (url) resolve(url);
    });
  });
}
