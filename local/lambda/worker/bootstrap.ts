import { parentPort, workerData } from 'node:worker_threads';
import { patchConsole } from './console.ts';
import { bytesOf, describeFailure, logFailure } from './failure.ts';
import { createInvoker } from './invoker.ts';
import { loadHandler } from './load-handler.ts';
import { createScales } from './memory.ts';
import { captureOutput } from './output.ts';
import type { FromWorker, ToWorker, WorkerConfig } from './protocol.ts';
import { resolveAsLambda } from './resolve.ts';

/** The first code of a worker thread: makes the thread look like Lambda, loads the function, then serves invocations. */

const config: WorkerConfig = workerData;
const port = parentPort!;
const post = (message: FromWorker, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

captureOutput((text) => post({ type: 'log', text }));
patchConsole();
process.cwd = () => config.taskRoot;
resolveAsLambda(config.taskRoot, config.sdkParentUrl);

const scales = createScales(config.memoryBytes);
const invoker = createInvoker({ config, port, post, scales });

try {
  invoker.use(await loadHandler(config.taskRoot, config.handler, config.runtimeMajor));
  port.on('message', (message: ToWorker) => {
    if (message.type === 'invoke') invoker.invoke(message);
    else if (scales.isOverweight()) post({ type: 'out-of-memory' });
  });
  post({ type: 'ready' });
} catch (error) {
  logFailure('Init Error', error);
  const failure = describeFailure(error);
  const payload = bytesOf(JSON.stringify(failure));
  const usedBytes = scales.usedBytes();
  post({ type: 'failed', payload, errorType: failure.errorType, usedBytes, isLast: true }, [payload]);
  process.exit(1);
}
