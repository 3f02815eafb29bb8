import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { createLambda, type Lambda } from '../../../local/lambda/service.ts';
import type { FunctionConfig, InvokeResult } from '../../../local/lambda/types.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';

export const REGION = 'ap-northeast-2';
export const ACCOUNT = '000000000000';

export interface LambdaFixture {
  lambda: Lambda;
  clock: FakeClock;
  root: string;
  /** Everything logged, oldest first. */
  lines: string[];
  /** Deploys one CommonJS module, or the files given, under a name. */
  deploy(functionName: string, code: string | Record<string, string>, more?: Partial<FunctionConfig>): Promise<void>;
  /** Invokes and parses the answer. */
  invoke(functionName: string, event?: unknown): Promise<InvokeResult & { answer: unknown }>;
  close(): Promise<void>;
}

export function createLambdaFixture(): LambdaFixture {
  const root = mkdtempSync(join(tmpdir(), 'tributary-lambda-'));
  const clock = createFakeClock();
  const lines: string[] = [];
  const lambda = createLambda({
    directory: join(root, 'lambda'),
    clock,
    region: REGION,
    accountId: ACCOUNT,
    endpointUrl: () => 'http://127.0.0.1:4566',
    onLog: (_, line) => void lines.push(line),
  });
  let packages = 0;
  return {
    lambda,
    clock,
    root,
    lines,
    async deploy(functionName, code, more = {}) {
      const files = typeof code === 'string' ? { 'index.js': code } : code;
      const zipPath = join(root, `package-${packages++}.zip`);
      const entries = Object.entries(files).map(([name, text]) => [name, strToU8(text)]);
      // The same files make the same zip, whenever: as `sls package` does it.
      writeFileSync(zipPath, zipSync(Object.fromEntries(entries), { mtime: '1980-01-01' }));
      await lambda.deploy({ ...configOf(functionName, zipPath), ...more });
    },
    async invoke(functionName, event = {}) {
      const result = await lambda.functions.invoke(functionName, JSON.stringify(event));
      return { ...result, answer: JSON.parse(result.payload.toString('utf8')) };
    },
    async close() {
      await lambda.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

export function configOf(functionName: string, zipPath: string): FunctionConfig {
  return {
    functionName,
    functionArn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${functionName}`,
    handler: 'index.handler',
    zipPath,
    environment: {},
    timeoutSeconds: 10,
    memorySizeMb: 128,
    runtime: 'nodejs24.x',
  };
}
