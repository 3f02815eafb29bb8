/** How one invocation ended. */
export type Outcome =
  | { type: 'success'; payload: Buffer; usedBytes: number }
  /** The handler threw, or the runtime answered in its place. `payload` is the error in JSON. */
  | { type: 'error'; errorType: string; payload: Buffer; usedBytes: number }
  | { type: 'timeout' }
  | { type: 'out-of-memory' }
  /** The worker ended without an answer. */
  | { type: 'exit'; exitCode: number }
  /** The payload was not JSON, and the handler has not seen it. */
  | { type: 'unreadable'; message: string };
