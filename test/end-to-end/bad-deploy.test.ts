import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packaged } from '../support/packaged.ts';

const root = join(import.meta.dirname, '../..');
const scratch = mkdtempSync(join(tmpdir(), 'tributary-bad-deploy-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** 150 messages in each of 3 livestreams, as `npm run demo -- --scenario bad-deploy --json` runs it. */
describe('the operator’s hour', () => {
  let result: Record<string, number> & {
    again: Record<string, number>;
    alarms: string[];
    layouts: Record<string, Record<string, number>>;
  };

  beforeAll(async () => {
    const { directory } = await packaged('dev');
    const size = ['--messages', '150', '--livestreams', '3', '--accelerate', '300'];
    const place = ['--data', join(scratch, 'demo'), '--package', directory];
    const command = ['cli/tributary.ts', 'demo', '--scenario', 'bad-deploy', '--json', ...size, ...place];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, command, { cwd: root });
    expect(stderr).toBe('');
    result = JSON.parse(stdout);
  });

  it('a schema that forgets what is still written fails some records, and the alarms ring', () => {
    expect(result.failed).toBeGreaterThan(0);
    expect(result.alarms).toEqual(
      expect.arrayContaining(
        ['chat-by-livestream', 'chat-by-time'].flatMap((stream) => [
          `tributary-dev-ticket-${stream}-error-objects-waiting`,
          `tributary-dev-ticket-${stream}-processing-failed`,
        ]),
      ),
    );
  });

  it('after the mended schema and a replay, every valid message is exactly once in both layouts', () => {
    const { lost, duplicated, errorsLeft, misplaced } = result;
    expect({ lost, duplicated, errorsLeft, misplaced }).toEqual({
      lost: 0,
      duplicated: 0,
      errorsLeft: 0,
      misplaced: 0,
    });
    for (const { delivered, parked, dropped } of Object.values(result.layouts)) {
      expect(delivered! + parked! + dropped!).toBe(result.written);
    }
  });

  it('what failed is what was replayed and what was parked', () => {
    expect(result.replayed).toBeGreaterThan(0);
    expect(result.replayed! + result.parked!).toBe(result.failed);
  });

  it('a second replay, twice at once, finds everything there already and writes nothing', () => {
    expect(result.again.alreadyThere).toBeGreaterThanOrEqual(result.failed!);
    expect(result.again.objectsWritten).toBe(0);
  });
});
