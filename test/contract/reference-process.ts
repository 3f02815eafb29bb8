import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const root = join(import.meta.dirname, '../..');
const installed = join(root, '.venv');
const START_MS_MAX = 60_000;

/** A server that nobody here wrote, as it can be started on this machine. */
export interface ReferenceServer {
  name: string;
  /** Why it cannot be; undefined where it can. */
  missing: string | undefined;
  command(port: number): [program: string, ...args: string[]];
}

const missingIn = (folder: string): string | undefined =>
  existsSync(join(installed, folder, 'complete'))
    ? undefined
    : `.venv/${folder} is not there; .ci/aws-clients.sh installs it`;

/** https://docs.getmoto.org/en/latest/docs/server_mode.html */
export const moto: ReferenceServer = {
  name: 'moto',
  missing: missingIn('aws'),
  command: (port) => [join(installed, 'aws/bin/moto_server'), '-H', '127.0.0.1', '-p', String(port)],
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBLocal.UsageNotes.html */
export const dynamodbLocal: ReferenceServer = {
  name: 'DynamoDB Local',
  missing: missingIn('dynamodb-local'),
  command(port) {
    const lib = join(installed, 'dynamodb-local/lib');
    const program = join(import.meta.dirname, 'LoopbackDynamoDbLocal.java');
    const options = ['-inMemory', '-disableTelemetry', '-port', String(port)];
    return ['java', `-Djava.library.path=${lib}`, '-cp', `${lib}/*`, program, ...options];
  },
};

/** Starts it on a free port; it is ready when this answers. */
export async function startReference({
  name,
  command,
}: ReferenceServer): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const [program, ...args] = command(port);
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], cwd: installed });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint = (complaint + text).slice(-2000)));
  const untilMs = performance.now() + START_MS_MAX;
  while (!(await answers(url))) {
    if (child.exitCode !== null || performance.now() > untilMs) {
      await stop(child);
      throw new Error(`${name} does not start: ${complaint}`);
    }
    await delay(100);
  }
  return { url, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('A TCP server has an address.');
  return address.port;
}
