import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packaged } from '../support/packaged.ts';

const root = join(import.meta.dirname, '../..');
const scratch = mkdtempSync(join(tmpdir(), 'tributary-demo-'));
const data = join(scratch, 'demo');
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function tributary(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(root, 'cli/tributary.ts'), ...args],
      { cwd: root, maxBuffer: 64 << 20 },
      (error, stdout, stderr) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
  });
}

describe('tributary demo', () => {
  let demo: Awaited<ReturnType<typeof tributary>>;
  beforeAll(async () => {
    const { directory } = await packaged('dev');
    demo = await tributary(
      'demo',
      '--messages',
      '100',
      '--livestreams',
      '3',
      '--data',
      data,
      '--package',
      directory,
      '--json',
    );
  });

  it('ends well, and prints nothing but one JSON object', () => {
    expect(demo).toMatchObject({ code: 0, stderr: '' });
    expect(demo.stdout.trim().split('\n')).toHaveLength(1);
  });

  it('writes everything, loses nothing, repeats nothing, in both layouts', () => {
    const { written, lost, duplicated, layouts } = JSON.parse(demo.stdout);
    // 300 inserts, 2% of them edited, 1% removed, and 12 stray records.
    expect(written).toBe(300 + 6 + 3 + 12);
    expect({ lost, duplicated }).toEqual({ lost: 0, duplicated: 0 });
    for (const name of ['chat-by-livestream', 'chat-by-time']) {
      const { delivered, failed, dropped } = layouts[name];
      expect({ name, delivered, failed, dropped }).toEqual({
        name,
        delivered: written - 13 - 2,
        failed: 13,
        dropped: 2,
      });
    }
  });

  it('counts the failures by reason', () => {
    expect(JSON.parse(demo.stdout).reasons).toEqual({
      InvalidBase64: 0,
      InvalidUtf8: 2,
      InvalidJson: 3,
      NotAChangeRecord: 3,
      MissingImage: 2,
      SchemaViolation: 3,
      ResponseTooLarge: 0,
    });
  });

  it('leaves the lake behind for queries, after the stack has stopped', async () => {
    const { stdout } = await tributary(
      'query',
      '--data',
      data,
      '--format',
      'csv',
      'SELECT count(*) AS n FROM chat_by_time',
    );
    expect(stdout).toBe('n\r\n306\r\n');
    expect(existsSync(join(data, 's3'))).toBe(true);
  });

  it('does not touch a directory that is not its own', async () => {
    const foreign = join(scratch, 'foreign');
    mkdirSync(foreign);
    writeFileSync(join(foreign, 'thesis.txt'), 'years of work');
    const { code, stderr } = await tributary('demo', '--data', foreign, '--json');
    expect(code).toBe(1);
    expect(stderr).toContain('holds files that are not Tributary');
    expect(existsSync(join(foreign, 'thesis.txt'))).toBe(true);
  });
});

describe('the command', () => {
  it.each([[[]], [['up']], [['demo']], [['query']], [['package']]])('%j --help explains itself', async (command) => {
    const { code, stdout } = await tributary(...command, '--help');
    expect(code).toBe(0);
    expect(stdout).toContain('Usage: tributary');
  });

  it.each<[string, string[], string]>([
    ['a number out of range', ['demo', '--livestreams', '0'], 'from 1 to 1000'],
    ['an unknown option', ['demo', '--fast'], "unknown option '--fast'"],
    ['an unknown command', ['dance'], "unknown command 'dance'"],
    ['a query without a lake', ['query', 'SELECT 1', '--data', join(scratch, 'nowhere')], 'There is no lake in'],
    ['a query that does not parse', ['query', 'SELEKT 1', '--data', data], 'SELEKT'],
    ['a statement that writes', ['query', 'DROP TABLE chat_by_time', '--data', data], 'Only SELECT, WITH'],
  ])('%s is refused in words, without a stack trace', async (_name, args, message) => {
    const { code, stderr } = await tributary(...args);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});
