import type { ToWorker } from './protocol.ts';

export interface ContextOptions {
  invocation: Extract<ToWorker, { type: 'invoke' }>;
  /** Runtimes before Node 24 have callbacks, and the methods of the context that belong to them. */
  takesCallback: boolean;
  succeed(result: unknown): void;
  fail(error: unknown): void;
  /** Puts an answer off until nothing is left in the event loop. */
  onEmptyLoop(answer: () => void): void;
}

type Callback = (error: unknown, result?: unknown) => void;

/** The handler's second and third argument. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
export function createContext(options: ContextOptions): { context: object; callback: Callback } {
  const { invocation, takesCallback, succeed, fail, onEmptyLoop } = options;
  const { env } = process;
  const context = {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: undefined,
    identity: undefined,
    invokedFunctionArn: invocation.functionArn,
    awsRequestId: invocation.requestId,
    getRemainingTimeInMillis: () => invocation.deadlineMs - Date.now(),
  };
  const callback: Callback = (error, result) => {
    if (error !== undefined && error !== null) fail(error);
    else if (context.callbackWaitsForEmptyEventLoop) onEmptyLoop(() => succeed(result));
    else succeed(result);
  };
  if (!takesCallback) return { context, callback };
  const done: Callback = (error, result) => (error === undefined || error === null ? succeed(result) : fail(error));
  return {
    context: Object.assign(context, { done, succeed, fail: (error?: unknown) => done(error ?? 'handled') }),
    callback,
  };
}
