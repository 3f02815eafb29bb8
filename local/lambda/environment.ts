import { randomBytes } from 'node:crypto';
import type { Code } from './code.ts';
import type { FunctionConfig } from './types.ts';

/** What is the same for every function of the stack. */
export interface EnvironmentOptions {
  region: string;
  clock: { now(): number };
  /** Where SDK clients in a function find the local stack; asked when a worker starts. */
  endpointUrl: () => string;
}

/**
 * A function's whole environment: the template's variables and Lambda's own, nothing of this process.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function functionEnvironment(
  config: FunctionConfig,
  code: Code,
  options: EnvironmentOptions,
): Record<string, string> {
  const { region, clock, endpointUrl } = options;
  return {
    LANG: 'en_US.UTF-8',
    PATH: '/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin',
    TZ: 'UTC',
    ...config.environment,
    _HANDLER: config.handler,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    AWS_ENDPOINT_URL: endpointUrl(),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${config.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: config.functionName,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(config.memorySizeMb),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${config.functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName(clock.now()),
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    LAMBDA_TASK_ROOT: code.root,
  };
}

function logStreamName(nowMs: number): string {
  return `${new Date(nowMs).toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${randomBytes(16).toString('hex')}`;
}
