import { Worker } from 'node:worker_threads';
import { HEAP_HEADROOM_MB, RESPONSE_BYTES_MAX, YOUNG_GENERATION_MB } from './limits.ts';
import type { FunctionConfig } from './types.ts';
import type { WorkerConfig } from './worker/protocol.ts';

export const MB = 1024 * 1024;

export interface ThreadOptions {
  config: FunctionConfig;
  taskRoot: string;
  /** All that the function finds in `process.env`. */
  environment: Record<string, string>;
  runtimePath: string;
}

/** Starts the thread that a function runs in. Throws when Node refuses the environment's `NODE_OPTIONS`. */
export function startThread({ config, taskRoot, environment, runtimePath }: ThreadOptions): Worker {
  const workerData: WorkerConfig = {
    taskRoot,
    handler: config.handler,
    runtimeMajor: Number(/^nodejs(\d+)\.x$/.exec(config.runtime)?.[1]),
    sdkParentUrl: import.meta.url,
    memoryBytes: config.memorySizeMb * MB,
    responseBytesMax: RESPONSE_BYTES_MAX,
  };
  return new Worker(runtimePath, {
    name: config.functionName,
    workerData,
    env: environment,
    argv: [],
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: {
      maxOldGenerationSizeMb: config.memorySizeMb + HEAP_HEADROOM_MB,
      maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
    },
  });
}
