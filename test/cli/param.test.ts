import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { readTemplate } from '../support/packaged.ts';

const root = join(import.meta.dirname, '../..');
const scratch = mkdtempSync(join(tmpdir(), 'tributary-param-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const tributary = (...args: string[]) =>
  promisify(execFile)(process.execPath, ['cli/tributary.ts', ...args], { cwd: root });

describe('--param', () => {
  it('sets parameters of the stage that is packaged', async () => {
    await tributary('package', '--out', scratch, '--param', 'accessLog=true', '--param', 'accessLogUnlocated=drop');
    const { AccessLogDeliveryStream, GeoDashipDashtransformLambdaFunction } = readTemplate(scratch).Resources;
    expect(AccessLogDeliveryStream).toBeDefined();
    expect(GeoDashipDashtransformLambdaFunction!.Properties.Environment).toMatchObject({
      Variables: { UNLOCATED: 'drop' },
    });
  });

  it.each([
    [['up', '--package', scratch], '--package'],
    [['demo', '--package', scratch], '--package'],
    [['load', '--aws'], '--aws'],
  ])('is refused by %j: nothing is packaged then', async (command, other) => {
    await expect(tributary(...command, '--param', 'accessLog=true')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`'--param <name=value>' cannot be used with option '${other}`),
    });
  });
});
