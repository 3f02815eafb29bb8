import { execFile } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStackChild } from '../support/kills/stack-child.ts';
import { startWriters } from '../support/kills/writers.ts';
import { packaged } from '../support/packaged.ts';

const root = join(import.meta.dirname, '../..');
const scratch = mkdtempSync(join(tmpdir(), 'tributary-state-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** What a killed stack left behind; each test has a copy of its own. */
const left = join(scratch, 'left');
let packageDirectory: string;
beforeAll(async () => {
  packageDirectory = (await packaged('dev')).directory;
  const stack = start(left);
  const writers = startWriters(1, 'tributary-dev-chat-messages', 'tributary-dev-changes');
  writers.connect(await stack.up);
  await delay(300);
  await writers.finish();
  writers.disconnect();
  stack.kill();
  await stack.ended;
});

const start = (data: string) => startStackChild({ packageDirectory, data, accelerate: 60 });

function copyOfLeft(name: string): string {
  const data = join(scratch, name);
  cpSync(left, data, { recursive: true });
  return data;
}

const checkpointsOf = (data: string) => join(data, 'firehose/stream-tributary-dev-chat-by-time/checkpoints');
const streamOf = (data: string) => join(data, 'kinesis/tributary-dev-changes');

/** Half of what a file holds, as a write that was cut off would leave it without the rename. */
function tear(path: string): void {
  const text = readFileSync(path);
  writeFileSync(path, text.subarray(0, text.length / 2));
}

/** The message with which a stack refuses to come up. */
async function refusal(data: string): Promise<string> {
  const stack = start(data);
  const error = await stack.up.then(
    () => undefined,
    (reason: Error) => reason,
  );
  stack.kill();
  await stack.ended;
  return error?.message ?? 'it came up';
}

describe('a data directory that is in use', () => {
  it('is refused to a second `tributary up`, with who uses it and the way out', async () => {
    const data = copyOfLeft('in-use');
    const stack = start(data);
    await stack.up;
    const args = ['up', '--data', data, '--port', '0', '--package', packageDirectory];
    const second = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
      execFile(process.execPath, [join(root, 'cli/tributary.ts'), ...args], { cwd: root }, (error, _, stderr) =>
        resolve({ code: error?.code, stderr }),
      );
    });
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(`${data} is in use by the process ${stack.pid}. Stop that one first`);
    expect(second.stderr).not.toMatch(/\n\s+at /);
    await stack.stop();
  });
});

describe('state that a killed process left torn', () => {
  it('does not matter where it had not been put in place: half-written files, a lock, the end of a log', async () => {
    const data = copyOfLeft('half-written');
    for (const path of [checkpointsOf(data), join(streamOf(data), 'stream.json'), join(data, 'tributary.json')])
      writeFileSync(`${path}.new`, '{"form');
    writeFileSync(join(data, 'lock'), '');
    const shard = join(streamOf(data), 'shardId-000000000000');
    const log = join(shard, readdirSync(shard).at(-1)!);
    appendFileSync(log, readFileSync(log).subarray(0, 40));
    const stack = start(data);
    await stack.up;
    await stack.stop();
    expect(await stack.ended).toEqual({ code: 0, signal: null });
    expect(stack.warnings).toEqual([]);
  });

  it.each([
    ['a checkpoint', checkpointsOf, 'is damaged. Delete it to read the source from now on'],
    [
      'the mark of the directory',
      (data: string) => join(data, 'tributary.json'),
      'is not readable as Tributary’s mark',
    ],
    ['the state of a stream', (data: string) => join(streamOf(data), 'stream.json'), 'cannot be read'],
  ])('is refused by its name, never taken for empty: %s', async (name, pathOf, message) => {
    const data = copyOfLeft(name.replaceAll(' ', '-'));
    tear(pathOf(data));
    const why = await refusal(data);
    expect(why).toContain(pathOf(data));
    expect(why).toContain(message.replaceAll('’', "'"));
  });
});
