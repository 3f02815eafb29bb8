/** Where that goes which can never be delivered. */
export interface FailureStore {
  /** Writes an object, unless there is one of that key, which then is the same. Throws where it cannot be known to be there. */
  put(key: string, body: string, timeoutMs: number): Promise<void>;
}
