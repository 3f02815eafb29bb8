import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import type { Packaged } from './packaged.ts';

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

const runner = `
  const [file, name] = process.argv.slice(1);
  const event = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
  const context = { awsRequestId: 'request-1', functionName: process.env.AWS_LAMBDA_FUNCTION_NAME, getRemainingTimeInMillis: () => 60000 };
  Promise.resolve(require(file)[name](event, context)).then((response) => require('node:fs').writeSync(3, JSON.stringify(response)));
`;

/** Calls a packaged function once as the template declares it, in a process that sees the declared environment and no other. */
export function invokePackaged({ directory, template }: Packaged, logicalId: string, event: unknown): Invocation {
  const { Code, Handler, FunctionName, Environment } = template.Resources[logicalId]!
    .Properties as unknown as FunctionProperties;
  const unpacked = mkdtempSync(join(tmpdir(), 'tributary-bundle-'));
  try {
    for (const [path, bytes] of Object.entries(unzipSync(readFileSync(join(directory, basename(Code.S3Key)))))) {
      mkdirSync(dirname(join(unpacked, path)), { recursive: true });
      writeFileSync(join(unpacked, path), bytes);
    }
    const dot = Handler.lastIndexOf('.');
    const run = spawnSync(
      process.execPath,
      ['-e', runner, `${join(unpacked, Handler.slice(0, dot))}.cjs`, Handler.slice(dot + 1)],
      {
        input: JSON.stringify(event),
        env: { ...Environment.Variables, AWS_LAMBDA_FUNCTION_NAME: FunctionName, AWS_REGION: 'us-east-1' },
        encoding: 'utf8',
        // The response comes on a pipe of its own: both output streams are the log.
        stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      },
    );
    if (run.status !== 0) throw new Error(`${FunctionName} ended with ${run.status}:\n${run.stderr}`);
    return {
      response: JSON.parse(run.output[3] ?? ''),
      lines: `${run.stdout}\n${run.stderr}`.split('\n').filter(Boolean),
    };
  } finally {
    rmSync(unpacked, { recursive: true, force: true });
  }
}
