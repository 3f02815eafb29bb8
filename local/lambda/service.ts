import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { MetricSink } from '../cloudwatch/types.ts';
import type { WireHandler } from '../wire/message.ts';
import { createAsynchronousInvoker } from './asynchronous.ts';
import { type DeployedFunction, deployFunction } from './deployed-function.ts';
import { functionNotFound } from './errors.ts';
import { parseFunctionName } from './function-name.ts';
import { createFunctionMetrics } from './metrics.ts';
import type { LambdaContext } from './operation.ts';
import { createRestApi } from './rest-api.ts';
import { writeRuntime } from './runtime-bundle.ts';
import type { FunctionConfig, Functions } from './types.ts';

export interface LambdaOptions {
  /** Unzipped packages lie at `<directory>/<function>/<hash of the zip>`. */
  directory: string;
  clock: Clock;
  region: string;
  accountId: string;
  /** What `AWS_ENDPOINT_URL` says inside a function; asked when a worker starts. */
  endpointUrl: () => string;
  /** Every line that a function or Lambda about it writes, in order, before the result of its invocation is known. */
  onLog: (functionName: string, line: string) => void;
  metrics?: MetricSink;
}

export interface Lambda {
  /**
   * Unzips and registers a function, or takes over a changed package or configuration: new invocations get it at once,
   * and those under way have ended as they began when this answers. Throws for a package that cannot be unzipped.
   */
  deploy(config: FunctionConfig): Promise<void>;
  functions: Functions;
  /** Takes a name or an ARN. */
  isDeployed(functionName: string): boolean;
  /** Invoke, GetFunction and ListFunctions. */
  handle: WireHandler;
  /** Ends all workers at once. */
  close(): Promise<void>;
}

/** Lambda in worker threads, which run the packaged bundles with Lambda's environment alone. */
export function createLambda({
  directory,
  clock,
  region,
  accountId,
  endpointUrl,
  onLog,
  metrics: sink,
}: LambdaOptions): Lambda {
  useLambdaTimeZone();
  const home = prepareHome(directory);
  const runtimePath = writeRuntime(home);
  const metrics = createFunctionMetrics(clock, sink);
  const deployed = new Map<string, DeployedFunction>();
  /** The deployments of a function come one after the other. */
  const deploying = new Map<string, Promise<void>>();
  const asynchronous = createAsynchronousInvoker(clock);

  const find: LambdaContext['find'] = (text, qualifier) => {
    const name = parseFunctionName(text, qualifier);
    const found = name === undefined ? undefined : deployed.get(name);
    if (found) return found;
    throw functionNotFound(text.startsWith('arn:') ? text : `arn:aws:lambda:${region}:${accountId}:function:${text}`);
  };

  async function deployNext(config: FunctionConfig): Promise<void> {
    const name = config.functionName;
    const known = deployed.get(name);
    if (known) return await known.redeploy(config);
    deployed.set(
      name,
      await deployFunction(config, { directory: home, runtimePath, region, clock, endpointUrl, metrics, onLog }),
    );
  }

  return {
    async deploy(config) {
      const name = config.functionName;
      if (!/^[A-Za-z0-9-_]{1,64}$/.test(name)) throw new Error(`A function cannot be named ${JSON.stringify(name)}.`);
      const next = (deploying.get(name) ?? Promise.resolve()).catch(() => {}).then(() => deployNext(config));
      deploying.set(name, next);
      await next;
    },
    functions: {
      invoke: async (functionName, payload) =>
        await find(functionName).invoke(typeof payload === 'string' ? Buffer.from(payload) : payload),
    },
    isDeployed: (functionName) => deployed.has(parseFunctionName(functionName) ?? ''),
    handle: createRestApi({ find, all: () => [...deployed.values()], asynchronous }),
    async close() {
      asynchronous.close();
      await Promise.all([...deployed.values()].map((found) => found.close()));
    },
  };
}

/** Lambda's clocks show UTC, and the threads of a process have one time zone between them. */
function useLambdaTimeZone(): void {
  process.env.TZ = 'UTC';
}

/** A `package.json` that says nothing: without it a directory above could declare the bundles ES modules, which on Lambda none can. */
function prepareHome(directory: string): string {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'package.json'), '{}\n');
  return realpathSync(directory);
}
