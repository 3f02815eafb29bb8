import type { Clock } from '../clock.ts';
import type { DeployedFunction } from './deployed-function.ts';
import { EVENT_RETRY_DELAYS_MS } from './limits.ts';

/** Invocations whose caller does not wait: tried up to three times, by the stack's clock. */
export interface AsynchronousInvoker {
  send(target: DeployedFunction, payload: Buffer): void;
  /** Forgets the tries to come. */
  close(): void;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
export function createAsynchronousInvoker(clock: Clock): AsynchronousInvoker {
  const cancels = new Set<() => void>();
  let isClosed = false;

  async function attempt(target: DeployedFunction, payload: Buffer, tries: number): Promise<void> {
    const hasFailed = await target.invoke(payload).then(
      (result) => result.functionError !== undefined,
      () => false,
    );
    const delayMs = EVENT_RETRY_DELAYS_MS[tries];
    if (!hasFailed || delayMs === undefined || isClosed) return;
    const cancel = clock.after(delayMs, () => {
      cancels.delete(cancel);
      void attempt(target, payload, tries + 1);
    });
    cancels.add(cancel);
  }

  return {
    send: (target, payload) => void attempt(target, payload, 0),
    close() {
      isClosed = true;
      for (const cancel of cancels) cancel();
      cancels.clear();
    },
  };
}
