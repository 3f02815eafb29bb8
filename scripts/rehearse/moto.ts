import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const root = join(import.meta.dirname, '../..');
const venv = join(root, '.venv/aws');
const python = join(venv, 'bin/python');

/** Why moto cannot be used here; undefined where it can. */
export const motoIsMissing = existsSync(join(venv, 'complete'))
  ? undefined
  : '.venv/aws is not there. bash .ci/aws-clients.sh installs it where Python and PyPI can be reached.';

/** The account that moto plays. */
export const motoAccount = '123456789012';

const START_MS_MAX = 60_000;

export interface Moto {
  url: string;
  /** Which of these resources its services hold, each asked through its own API. `unasked`: types that are not known here. */
  inventory(resources: readonly object[]): Promise<{ there: string[]; unasked: string[] }>;
  stop(): Promise<void>;
}

/** Starts `moto_server.py` on a free port of this machine. `directory`: where it may write. Throws where it does not come up. */
export async function startMoto(directory: string): Promise<Moto> {
  const program = join(import.meta.dirname, 'moto_server.py');
  const server = spawn(python, ['-B', program, '-H', '127.0.0.1', '-p', '0'], {
    cwd: directory,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(server, 'exit').then(() => undefined);
  const url = await Promise.race([urlOf(server), ended]);
  if (url === undefined) throw new Error("moto's server ended before it listened.");
  return {
    url,
    async inventory(resources) {
      const child = spawn(python, ['-B', join(import.meta.dirname, 'inventory.py'), url], { stdio: 'pipe' });
      child.stdin.end(JSON.stringify(resources));
      const [answer, complaint] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
      if (child.exitCode !== 0) throw new Error(`inventory.py: ${complaint}`);
      return JSON.parse(answer);
    },
    async stop() {
      server.kill();
      await ended;
    },
  };
}

/** It says on which port it listens, then more than anybody reads. */
function urlOf({ stderr }: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => reject(new Error(`moto's server does not listen: ${said}`)), START_MS_MAX);
    stderr!.setEncoding('utf8').on('data', (chunk: string) => {
      if (said.length < 10_000) said += chunk;
      const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    });
  });
}
