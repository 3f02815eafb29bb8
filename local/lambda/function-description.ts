import type { DeployedFunction } from './deployed-function.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html */
export function describeFunction({ config, code, lastModified }: DeployedFunction): Record<string, unknown> {
  return {
    FunctionName: config.functionName,
    FunctionArn: config.functionArn,
    Runtime: config.runtime,
    Handler: config.handler,
    CodeSize: code.size,
    CodeSha256: code.sha256,
    Timeout: config.timeoutSeconds,
    MemorySize: config.memorySizeMb,
    LastModified: new Date(lastModified).toISOString().replace('Z', '+0000'),
    Version: '$LATEST',
    PackageType: 'Zip',
    Environment: { Variables: config.environment },
    State: 'Active',
    LastUpdateStatus: 'Successful',
    LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${config.functionName}` },
  };
}
