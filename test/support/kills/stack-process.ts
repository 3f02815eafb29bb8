import { claimDataDirectory } from '../../../local/data-directory.ts';
import { startStack } from '../../../local/stack.ts';
import { operationOf } from '../fan-out/faults.ts';
import { type Failpoint, withFailpoints } from './failpoints.ts';

/** What the process is started with, as JSON in its first argument. */
export interface StackProcessOptions {
  packageDirectory: string;
  data: string;
  accelerate: number;
  /** The process kills itself the `nth` time it comes by. */
  failpoint?: { name: Failpoint; nth: number };
  /** The process kills itself when the `nth` request of this operation is carried out and not yet answered. */
  dieAfter?: { operation: string; nth: number };
}

export type ToStackProcess = 'stop' | 'memory';
export type FromStackProcess =
  | { type: 'up'; url: string }
  | { type: 'warning'; message: string }
  | { type: 'memory'; usage: NodeJS.MemoryUsage; maxRssBytes: number };

/** A stack in a process of its own. It dies with its parent. */
const { packageDirectory, data, accelerate, failpoint, dieAfter } = JSON.parse(process.argv[2]!) as StackProcessOptions;
const tell = (message: FromStackProcess) => process.send?.(message);
let left = failpoint?.nth ?? dieAfter?.nth ?? 0;

const stack = await startStack({
  packageDirectory,
  data: claimDataDirectory(data),
  port: 0,
  accelerate,
  onEvent: (event) => event.type === 'warning' && tell({ type: 'warning', message: event.message }),
  between: (neighbours) =>
    withFailpoints(neighbours, (name) => {
      if (name === failpoint?.name) passBy();
    }),
  betweenClients: (route) => (request) => {
    const handle = route(request);
    if (dieAfter === undefined || operationOf(request) !== dieAfter.operation) return handle;
    return async (routed) => {
      const response = await handle(routed);
      passBy();
      return response;
    };
  },
});
function passBy(): void {
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
}

process.on('message', async (message: ToStackProcess) => {
  if (message === 'memory') {
    tell({ type: 'memory', usage: process.memoryUsage(), maxRssBytes: process.resourceUsage().maxRSS * 1024 });
    return;
  }
  await stack.stop();
  process.disconnect();
});
process.once('disconnect', () => process.exit());
tell({ type: 'up', url: stack.url });
