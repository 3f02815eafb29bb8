import type { InvokeResult } from '../lambda/types.ts';

/**
 * What becomes of an invocation that Firehose waits for no longer than `msMax`, however long the function's own timeout
 * is. Real milliseconds: on an accelerated clock code runs no faster.
 * https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html
 */
export async function withinLimit(invocation: Promise<InvokeResult>, msMax: number): Promise<InvokeResult> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<InvokeResult>((resolve) => {
    timer = setTimeout(() => resolve(timedOut(msMax)), msMax).unref();
  });
  try {
    return await Promise.race([invocation, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** In the words that Lambda has for a function of which it waited for its timeout. */
function timedOut(msMax: number): InvokeResult {
  const errorMessage = `Task timed out after ${(msMax / 1000).toFixed(2)} seconds`;
  const payload = Buffer.from(JSON.stringify({ errorType: 'Sandbox.Timedout', errorMessage }));
  return { functionError: 'Unhandled', payload, logTail: '', durationMs: msMax };
}
