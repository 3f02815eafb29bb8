/** What the two sides of a worker say to each other. Payloads are transferred, never cloned: they are JSON in UTF-8. */

export interface WorkerConfig {
  /** Real path of the unzipped code. */
  taskRoot: string;
  handler: string;
  /** Node's major version of the declared runtime: what a handler may look like depends on it. */
  runtimeMajor: number;
  /** A module whose `node_modules` stand for the SDK that Lambda's runtime carries: its URL. */
  sdkParentUrl: string;
  memoryBytes: number;
  responseBytesMax: number;
}

export type ToWorker =
  | {
      type: 'invoke';
      requestId: string;
      payload: ArrayBuffer;
      /** Milliseconds since the epoch, wall time. */
      deadlineMs: number;
      functionArn: string;
      traceId: string;
    }
  /** Asks a worker that seems to hold too much to collect its garbage and look again. */
  | { type: 'weigh' };

export type FromWorker =
  | { type: 'log'; text: string }
  | { type: 'ready' }
  | { type: 'result'; payload: ArrayBuffer; usedBytes: number }
  /** The handler has thrown, or could not be loaded. `isLast`: the worker ends itself after this. */
  | { type: 'failed'; payload: ArrayBuffer; errorType: string; usedBytes: number; isLast: boolean }
  /** The payload is not JSON: the handler has not run. */
  | { type: 'unreadable'; message: string }
  | { type: 'out-of-memory' };
