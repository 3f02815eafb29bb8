import type { Worker } from 'node:worker_threads';
import { GARBAGE_MARGIN_MB, INIT_SECONDS_MAX } from './limits.ts';
import type { Outcome } from './outcome.ts';
import { MB, startThread, type ThreadOptions } from './thread.ts';
import type { FunctionConfig } from './types.ts';
import type { FromWorker, ToWorker } from './worker/protocol.ts';

/** How often a running worker's memory is looked at, and how long one that is ended may take to say its last words. */
const WEIGH_EVERY_MS = 25;
const LAST_WORDS_MS = 1000;
/** Node's own, for options that it does not take. https://nodejs.org/api/process.html#exit-codes */
const REFUSED_OPTIONS_EXIT_CODE = 9;

export interface SandboxOptions extends ThreadOptions {
  /** Hears what the function writes while no invocation runs. */
  onText: (text: string) => void;
}

export interface Invocation {
  requestId: string;
  traceId: string;
  payload: Buffer;
  /** Hears what the function writes from now on to the end, the loading of a new worker included. */
  onText(text: string): void;
  /** Called once the function is loaded or has failed to load, just before the handler runs. */
  onStart(): void;
}

export interface SandboxResult {
  outcome: Outcome;
  /** Of the handler. */
  durationMs: number;
  /** Of loading the function, for the first invocation only. */
  initMs?: number;
}

/** One worker thread with one function in it: Lambda's execution environment. It runs one invocation at a time. */
export interface Sandbox {
  readonly config: FunctionConfig;
  run(invocation: Invocation): Promise<SandboxResult>;
  /** False after a timeout, a crash or an `end`: it must be replaced. */
  isUsable(): boolean;
  end(): Promise<void>;
}

export function startSandbox({ config, taskRoot, environment, runtimePath, onText }: SandboxOptions): Sandbox {
  const startedAt = performance.now();
  const memoryBytes = config.memorySizeMb * MB;
  let usable = true;
  let hear = onText;
  let exitCode: number | undefined;
  /** Who waits for the next message that answers. */
  let waiting: ((answer: FromWorker | Outcome) => void) | undefined;

  const worker = tryToStart();
  const gone = new Promise<void>((resolve) => {
    if (!worker) return resolve();
    worker.on('message', (message: FromWorker) => (message.type === 'log' ? hear(message.text) : settle(message)));
    worker.on('error', (error: NodeJS.ErrnoException) => {
      usable = false;
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') settle({ type: 'out-of-memory' });
    });
    worker.on('exit', (code) => {
      usable = false;
      exitCode = code;
      settle({ type: 'exit', exitCode });
      resolve();
    });
    for (const stream of [worker.stdout, worker.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => hear(text));
  });
  let loading: Promise<FromWorker | Outcome> | undefined = nextAnswer(
    Math.max(INIT_SECONDS_MAX, config.timeoutSeconds),
  );

  function tryToStart(): Worker | undefined {
    try {
      return startThread({ config, taskRoot, environment, runtimePath });
    } catch (error) {
      // NODE_OPTIONS that Node refuses: there the process does not start either.
      hear(`${error instanceof Error ? error.message : error}\n`);
      usable = false;
      exitCode = REFUSED_OPTIONS_EXIT_CODE;
      return undefined;
    }
  }

  function settle(answer: FromWorker | Outcome): void {
    waiting?.(answer);
    waiting = undefined;
  }

  /** The worker's next answer, or what becomes of it meanwhile. */
  function nextAnswer(timeoutSeconds: number): Promise<FromWorker | Outcome> {
    if (exitCode !== undefined) return Promise.resolve({ type: 'exit', exitCode });
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle({ type: 'timeout' }), timeoutSeconds * 1000);
      const weighing = setInterval(weigh, WEIGH_EVERY_MS);
      waiting = (answer) => {
        clearTimeout(timer);
        clearInterval(weighing);
        resolve(answer);
      };
    });
  }

  async function weigh(): Promise<void> {
    const heap = await worker?.getHeapStatistics().catch(() => undefined);
    const used = heap ? heap.used_heap_size + heap.external_memory : 0;
    if (used > memoryBytes + GARBAGE_MARGIN_MB * MB) settle({ type: 'out-of-memory' });
    else if (used > memoryBytes) worker?.postMessage({ type: 'weigh' } satisfies ToWorker);
  }

  /** A thread that V8 cannot interrupt is left behind rather than waited for. */
  async function end(): Promise<void> {
    usable = false;
    if (!worker) return;
    void worker.terminate();
    worker.unref();
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([gone, new Promise<void>((resolve) => (timer = setTimeout(resolve, LAST_WORDS_MS)))]);
    clearTimeout(timer);
  }

  async function conclude(answer: FromWorker | Outcome): Promise<Outcome> {
    switch (answer.type) {
      case 'result':
        return { type: 'success', payload: Buffer.from(answer.payload), usedBytes: answer.usedBytes };
      case 'failed': {
        const { errorType, usedBytes, isLast } = answer;
        if (isLast) await end();
        return { type: 'error', errorType, payload: Buffer.from(answer.payload), usedBytes };
      }
      case 'unreadable':
        return answer;
      case 'timeout':
      case 'exit':
      case 'out-of-memory':
        await end();
        return answer;
      default:
        throw new Error(`A worker answered ${answer.type} to an invocation.`);
    }
  }

  return {
    config,
    isUsable: () => usable,
    end,
    async run(invocation) {
      const { requestId, traceId, payload, onStart } = invocation;
      hear = invocation.onText;
      worker?.ref();
      let initMs: number | undefined;
      if (loading) {
        const loaded = await loading;
        loading = undefined;
        initMs = performance.now() - startedAt;
        onStart();
        if (loaded.type !== 'ready') return { outcome: await conclude(loaded), durationMs: initMs };
      } else onStart();
      const invokedAt = performance.now();
      const answer = nextAnswer(config.timeoutSeconds);
      const bytes = new Uint8Array(payload).buffer;
      const deadlineMs = Date.now() + config.timeoutSeconds * 1000;
      const { functionArn } = config;
      const message: ToWorker = { type: 'invoke', requestId, traceId, payload: bytes, deadlineMs, functionArn };
      worker?.postMessage(message, [bytes]);
      const answered = await answer;
      const durationMs = performance.now() - invokedAt;
      const outcome = await conclude(answered);
      hear = onText;
      worker?.unref();
      return { outcome, durationMs, ...(initMs !== undefined && { initMs }) };
    },
  };
}
