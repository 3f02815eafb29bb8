/**
 * Does what may take so long, and aborts its signal then. Unlike `AbortSignal.timeout`, which stays until its time is over, nothing is
 * left of it once it is done: a function that makes thousands of calls within a timeout would carry all their signals.
 */
export async function within<T>(timeoutMs: number, act: (abortSignal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new DOMException('It took too long.', 'TimeoutError')), timeoutMs);
  try {
    return await act(controller.signal);
  } finally {
    clearTimeout(timer);
  }
}
