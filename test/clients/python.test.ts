import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClientStack, startClientStack } from './client-stack.ts';

const venv = join(import.meta.dirname, '../../.venv/aws');
const isInstalled = existsSync(join(venv, 'complete'));
if (!isInstalled)
  console.log('boto3 and the AWS CLI are skipped: .venv/aws is not there; .ci/aws-clients.sh installs it.');

const suites = [
  'boto3_dynamodb',
  'boto3_kinesis',
  'boto3_firehose',
  'boto3_s3',
  'boto3_lambda',
  'boto3_cloudwatch',
  'boto3_messaging',
  'cli_dynamodb',
  'cli_kinesis',
  'cli_s3',
  'cli_messaging',
  'cli_others',
];

const SUITE_MS_MAX = 120_000;

interface Outcome {
  check: string;
  outcome: string;
  ms: number;
}

let stack: ClientStack;
const counts: string[] = [];

beforeAll(async () => {
  if (isInstalled) stack = await startClientStack();
});
afterAll(async () => {
  await stack?.stop();
  if (counts.length > 0) console.log(`Checks by unmodified clients: ${counts.sort().join(', ')}.`);
});

describe.skipIf(!isInstalled).concurrent('an unmodified client', () => {
  it.each(suites)('%s finds everything as on AWS', { timeout: SUITE_MS_MAX }, async (suite) => {
    const outcomes = await runSuite(suite);
    counts.push(`${suite} ${outcomes.filter(({ outcome }) => outcome === 'ok').length}`);
    const failures = outcomes
      .filter(({ outcome }) => outcome !== 'ok')
      .map(({ check, outcome }) => `${check}\n${outcome}`);
    expect(failures.join('\n\n')).toBe('');
  });
});

/** Runs one script. Rejects when it ends in another way than by having run all its checks. */
async function runSuite(suite: string): Promise<Outcome[]> {
  const script = join(import.meta.dirname, 'python', `${suite}.py`);
  const child = spawn(join(venv, 'bin/python'), ['-B', script, JSON.stringify(stack.names)], {
    env: stack.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const [printed, complaint, code] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  if (code !== 0) throw new Error(`${suite} ended with ${code}: ${complaint}`);
  const outcomes = printed
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Outcome);
  if (outcomes.length === 0) throw new Error(`${suite} has no checks.`);
  return outcomes;
}
