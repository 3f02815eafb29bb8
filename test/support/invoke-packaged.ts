import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { unzipSync } from 'fflate';
import type { Packaged } from './packaged.ts';
import { resolvedProperties } from './template-parts.ts';

export interface Invocation {
  response: unknown;
  /** What the function logged, line by line. */
  lines: string[];
}

interface FunctionProperties {
  Code: { S3Key: string };
  Handler: string;
  FunctionName: string;
  Environment: { Variables: Record<string, string> };
}

/** Where the runtime has the AWS SDK, which no bundle carries. */
const sdk = join(import.meta.dirname, '../../node_modules');

const runner = `
  const [file, name] = process.argv.slice(1);
  const event = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
  const context = { awsRequestId: 'request-1', functionName: process.env.AWS_LAMBDA_FUNCTION_NAME, getRemainingTimeInMillis: () => 60000 };
  Promise.resolve(require(file)[name](event, context)).then((response) => require('node:fs').writeSync(3, JSON.stringify(response)));
`;

/**
 * Calls a packaged function once as the template declares it, in a process that sees the declared environment and no other.
 * `endpoint`: where it finds AWS.
 */
export async function invokePackaged(
  { directory, template }: Packaged,
  logicalId: string,
  event: unknown,
  endpoint = 'http://127.0.0.1:9',
): Promise<Invocation> {
  const { Code } = template.Resources[logicalId]!.Properties as unknown as FunctionProperties;
  const { Handler, FunctionName, Environment } = resolvedProperties(
    template,
    logicalId,
  ) as unknown as FunctionProperties;
  const unpacked = mkdtempSync(join(tmpdir(), 'tributary-bundle-'));
  try {
    for (const [path, bytes] of Object.entries(unzipSync(readFileSync(join(directory, basename(Code.S3Key)))))) {
      mkdirSync(dirname(join(unpacked, path)), { recursive: true });
      writeFileSync(join(unpacked, path), bytes);
    }
    const dot = Handler.lastIndexOf('.');
    const file = `${join(unpacked, Handler.slice(0, dot))}.cjs`;
    return await run(FunctionName, file, Handler.slice(dot + 1), event, {
      ...Environment.Variables,
      AWS_LAMBDA_FUNCTION_NAME: FunctionName,
      LAMBDA_TASK_ROOT: unpacked,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL: endpoint,
      NODE_PATH: sdk,
    });
  } finally {
    rmSync(unpacked, { recursive: true, force: true });
  }
}

async function run(
  functionName: string,
  file: string,
  exported: string,
  event: unknown,
  env: Record<string, string>,
): Promise<Invocation> {
  // The response comes on a pipe of its own: both output streams are the log.
  const child = spawn(process.execPath, ['-e', runner, file, exported], {
    env,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  });
  child.stdin?.end(JSON.stringify(event));
  const pipes = [child.stdout, child.stderr, child.stdio[3]].map((pipe) => text(pipe as Readable));
  const [code] = await once(child, 'close');
  const [output = '', errors = '', response = ''] = await Promise.all(pipes);
  if (code !== 0) throw new Error(`${functionName} ended with ${code}:\n${errors}`);
  return { response: JSON.parse(response), lines: `${output}\n${errors}`.split('\n').filter(Boolean) };
}
