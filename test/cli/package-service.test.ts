import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { packageService } from '../../cli/package-service.ts';

const scratch = mkdtempSync(join(tmpdir(), 'tributary-package-service-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('packaging into a directory', () => {
  it('leaves the package there, also under the framework’s own name, and in the place of an older one', async () => {
    const directory = join(scratch, '.serverless');
    mkdirSync(directory);
    writeFileSync(join(directory, 'a-function-of-before.zip'), '');
    await packageService('dev', directory);
    expect(readdirSync(directory)).toEqual(
      expect.arrayContaining([
        'cloudformation-template-update-stack.json',
        'firehose-transform.zip',
        'serverless-state.json',
      ]),
    );
    expect(readdirSync(directory)).not.toContain('a-function-of-before.zip');
  });

  it('is refused where it would delete something else', async () => {
    const directory = join(scratch, 'mine');
    mkdirSync(directory);
    writeFileSync(join(directory, 'thesis.txt'), '');
    await expect(packageService('dev', directory)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining('holds thesis.txt'),
    });
    expect(readdirSync(directory)).toEqual(['thesis.txt']);
  });
});
