import { randomBytes, randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Code, removeOtherCode, unpackCode } from './code.ts';
import { type EnvironmentOptions, functionEnvironment } from './environment.ts';
import { requestTooLarge, unreadablePayload } from './errors.ts';
import { createInvocationLog } from './invocation-log.ts';
import { REQUEST_BYTES_MAX } from './limits.ts';
import type { FunctionMetrics } from './metrics.ts';
import { createPool, type Pool } from './pool.ts';
import { closingLines, errorPayload } from './report.ts';
import { type Sandbox, startSandbox } from './sandbox.ts';
import type { FunctionConfig, InvokeResult } from './types.ts';

/** How many environments of one function run at once; Lambda's 1,000 would not fit a laptop. */
const SANDBOXES_MAX = Math.max(2, availableParallelism());

export interface DeployedFunction {
  readonly config: FunctionConfig;
  readonly code: Code;
  /** Milliseconds since the epoch, by the stack's clock. */
  readonly lastModified: number;
  invoke(payload: Buffer): Promise<InvokeResult>;
  /** Takes another configuration or package. Invocations under way end as they began. */
  redeploy(config: FunctionConfig): Promise<void>;
  close(): Promise<void>;
}

export interface FunctionOptions extends EnvironmentOptions {
  directory: string;
  runtimePath: string;
  metrics: FunctionMetrics;
  onLog: (functionName: string, line: string) => void;
}

export async function deployFunction(first: FunctionConfig, options: FunctionOptions): Promise<DeployedFunction> {
  const directory = join(options.directory, first.functionName);
  let config = first;
  let code = await unpackCode(directory, config.zipPath);
  let lastModified = options.clock.now();
  const onLine = (line: string) => options.onLog(first.functionName, line);
  await removeOtherCode(directory, code);
  const pool: Pool = createPool(starter(config, code), SANDBOXES_MAX);

  function starter(version: FunctionConfig, versionCode: Code): () => Sandbox {
    return () =>
      startSandbox({
        config: version,
        taskRoot: versionCode.root,
        environment: functionEnvironment(version, versionCode, options),
        runtimePath: options.runtimePath,
        onText: createInvocationLog(onLine).write,
      });
  }

  return {
    get config() {
      return config;
    },
    get code() {
      return code;
    },
    get lastModified() {
      return lastModified;
    },
    async invoke(payload) {
      if (payload.length > REQUEST_BYTES_MAX) throw requestTooLarge();
      return await pool.run((sandbox) => invokeIn(sandbox, payload));
    },
    async redeploy(next) {
      const nextCode = await unpackCode(directory, next.zipPath);
      const isSame =
        nextCode.root === code.root && JSON.stringify(withoutZip(next)) === JSON.stringify(withoutZip(config));
      if (isSame) return;
      config = next;
      code = nextCode;
      lastModified = options.clock.now();
      await pool.replace(starter(config, code));
      await removeOtherCode(directory, code);
    },
    close: () => pool.close(),
  };

  async function invokeIn(sandbox: Sandbox, payload: Buffer): Promise<InvokeResult> {
    const { timeoutSeconds, memorySizeMb } = sandbox.config;
    const requestId = randomUUID();
    const log = createInvocationLog(onLine);
    const ended = options.metrics.began(first.functionName);
    const result = await sandbox.run({
      requestId,
      traceId: newTraceId(),
      payload,
      onText: log.write,
      onStart: () => log.write(`START RequestId: ${requestId} Version: $LATEST\n`),
    });
    const { outcome, durationMs } = result;
    ended({ durationMs, failed: outcome.type !== 'success' });
    if (outcome.type === 'unreadable') throw unreadablePayload(outcome.message);
    log.endLine();
    log.write(closingLines(result, requestId, { timeoutSeconds, memorySizeMb }));
    const logTail = log.tail();
    if (outcome.type === 'success') return { payload: outcome.payload, logTail, durationMs };
    return {
      functionError: 'Unhandled',
      payload: errorPayload(outcome, requestId, timeoutSeconds),
      logTail,
      durationMs,
    };
  }
}

function withoutZip({ zipPath: _, ...rest }: FunctionConfig): Omit<FunctionConfig, 'zipPath'> {
  return rest;
}

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
function newTraceId(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=0`;
}
