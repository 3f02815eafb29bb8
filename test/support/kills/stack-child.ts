import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { FromStackProcess, StackProcessOptions, ToStackProcess } from './stack-process.ts';

export interface StackChild {
  pid: number;
  /** The stack's address; rejects with what the process wrote to stderr when it ends before it is up. */
  up: Promise<string>;
  /** How the process ended. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  warnings: string[];
  memory(): Promise<Extract<FromStackProcess, { type: 'memory' }>>;
  kill(): void;
  /** Delivers what is buffered and ends the process. */
  stop(): Promise<void>;
}

export function startStackChild(options: StackProcessOptions): StackChild {
  const child: ChildProcess = fork(join(import.meta.dirname, 'stack-process.ts'), [JSON.stringify(options)], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [],
  });
  let stderr = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const warnings: string[] = [];
  // 'close' and not 'exit': by then stderr has been read whole.
  const ended: StackChild['ended'] = new Promise((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const up = new Promise<string>((resolve, reject) => {
    child.on('message', (message: FromStackProcess) => {
      if (message.type === 'up') resolve(message.url);
      else if (message.type === 'warning') warnings.push(message.message);
    });
    void ended.then(({ code, signal }) => reject(new Error(`The stack ended (${signal ?? code}).\n${stderr}`)));
  });
  up.catch(() => {});
  const send = (message: ToStackProcess) => child.send(message);
  return {
    pid: child.pid!,
    up,
    ended,
    warnings,
    memory: () =>
      new Promise((resolve) => {
        const hear = (message: FromStackProcess) => {
          if (message.type !== 'memory') return;
          child.off('message', hear);
          resolve(message);
        };
        child.on('message', hear);
        send('memory');
      }),
    kill: () => void child.kill('SIGKILL'),
    async stop() {
      send('stop');
      await ended;
    },
  };
}
