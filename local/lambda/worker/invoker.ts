import type { MessagePort } from 'node:worker_threads';
import { setRequestId } from './console.ts';
import { createContext } from './context.ts';
import { bytesOf, describeFailure, logFailure, RuntimeError } from './failure.ts';
import { CALLBACKS_END_MAJOR, type Handler } from './load-handler.ts';
import type { Scales } from './memory.ts';
import type { FromWorker, ToWorker, WorkerConfig } from './protocol.ts';

type Invocation = Extract<ToWorker, { type: 'invoke' }>;

interface Setting {
  config: WorkerConfig;
  port: MessagePort;
  post(message: FromWorker, transfer?: ArrayBuffer[]): void;
  scales: Scales;
}

/** Runs the handler, one invocation at a time, and answers each exactly once. */
export function createInvoker({ config, port, post, scales }: Setting): {
  use(handler: Handler): void;
  invoke(invocation: Invocation): void;
} {
  let handler: Handler;
  /** What to do when nothing is left to wait for; set while an invocation runs. */
  let onIdle: (() => void) | undefined;

  /** The port holds the event loop open only between invocations: a loop that empties during one has no answer coming. */
  function finish(answer: () => void): void {
    if (!onIdle) return;
    onIdle = undefined;
    port.ref();
    answer();
    setImmediate(scales.tidy);
  }

  function succeed(result: unknown): void {
    finish(() => {
      let text: string;
      try {
        text = JSON.stringify(result === undefined ? null : result) ?? 'null';
      } catch {
        const error = new RuntimeError('MarshalError', 'Unable to stringify response body');
        logFailure('Invoke Error', error);
        return sendFailure(describeFailure(error));
      }
      if (scales.isOverweight()) return post({ type: 'out-of-memory' });
      const payload = bytesOf(text);
      if (payload.byteLength > config.responseBytesMax) return sendFailure(tooLarge(config.responseBytesMax));
      post({ type: 'result', payload, usedBytes: scales.usedBytes() }, [payload]);
    });
  }

  function fail(error: unknown): void {
    finish(() => {
      logFailure('Invoke Error', error);
      sendFailure(describeFailure(error));
    });
  }

  function sendFailure(failure: { errorType: string; errorMessage: string }, isLast = false): void {
    const payload = bytesOf(JSON.stringify(failure));
    const { errorType } = failure;
    post({ type: 'failed', payload, errorType, usedBytes: scales.usedBytes(), isLast }, [payload]);
  }

  process.on('beforeExit', () => onIdle?.());
  const crash = (title: string, error: unknown, exitCode: number) => {
    logFailure(title, error);
    finish(() => sendFailure(describeFailure(error), true));
    process.exit(exitCode);
  };
  process.on('uncaughtException', (error) => crash('Uncaught Exception', error, 129));
  process.on('unhandledRejection', (reason) =>
    crash('Unhandled Promise Rejection', new RuntimeError('UnhandledPromiseRejection', String(reason)), 128),
  );

  return {
    use(loaded) {
      handler = loaded;
    },
    invoke(invocation) {
      let event: unknown;
      try {
        event = parseEvent(invocation.payload);
      } catch (error) {
        return post({ type: 'unreadable', message: String(error) });
      }
      setRequestId(invocation.requestId);
      process.env._X_AMZN_TRACE_ID = invocation.traceId;
      port.unref();
      const takesCallback = config.runtimeMajor < CALLBACKS_END_MAJOR;
      const isAsync = handler.constructor.name === 'AsyncFunction' || !takesCallback;
      onIdle = () => (isAsync ? fail(unsettled()) : succeed(null));
      const { context, callback } = createContext({
        invocation,
        takesCallback,
        succeed,
        fail,
        onEmptyLoop: (answer) => {
          onIdle = answer;
        },
      });
      try {
        const result = takesCallback ? handler(event, context, callback) : handler(event, context);
        if (isThenable(result)) result.then(succeed, fail);
        else if (!takesCallback) succeed(result);
      } catch (error) {
        fail(error);
      }
    },
  };
}

/** No payload at all is an empty event. */
function parseEvent(payload: ArrayBuffer): unknown {
  return payload.byteLength === 0 ? {} : JSON.parse(Buffer.from(payload).toString('utf8'));
}

function isThenable(value: unknown): value is Promise<unknown> {
  return typeof (value as Promise<unknown> | null | undefined)?.then === 'function';
}

/** https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html */
function tooLarge(bytesMax: number): { errorType: string; errorMessage: string } {
  return {
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size exceeded maximum allowed payload size (${bytesMax} bytes).`,
  };
}

function unsettled(): Error {
  return new RuntimeError(
    'NodeJsExit',
    'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes',
  );
}
