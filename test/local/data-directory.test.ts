import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  claimDataDirectory,
  DataDirectoryError,
  lastKnownTimeOf,
  wipeDataDirectory,
} from '../../local/data-directory.ts';

let path: string;
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'tributary-data-'));
});
afterEach(() => rmSync(path, { recursive: true, force: true }));

it('takes an empty directory and marks it', () => {
  claimDataDirectory(path).release();
  expect(lastKnownTimeOf(path)).toBe(0);
});

it('remembers the time of the last run', () => {
  const first = claimDataDirectory(path);
  first.noteTime(1_234);
  first.release();
  expect(claimDataDirectory(path).lastKnownTime).toBe(1_234);
});

it('refuses a directory that holds files of somebody else, and does not wipe it', () => {
  writeFileSync(join(path, 'thesis.txt'), 'years of work');
  expect(() => claimDataDirectory(path)).toThrow(/holds files that are not Tributary's.*--data/);
  wipeDataDirectory(path);
  expect(() => claimDataDirectory(path)).toThrow(DataDirectoryError);
});

it('refuses a directory that a living process uses, naming it', () => {
  claimDataDirectory(path).release();
  const other = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
  try {
    writeFileSync(join(path, 'lock'), String(other.pid));
    expect(() => claimDataDirectory(path)).toThrow(new RegExp(`in use by the process ${other.pid}`));
    expect(() => wipeDataDirectory(path)).toThrow(DataDirectoryError);
  } finally {
    other.kill();
  }
});

it('takes over the lock of a process that was killed', async () => {
  claimDataDirectory(path).release();
  const other = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => other.on('exit', resolve));
  writeFileSync(join(path, 'lock'), String(other.pid));
  expect(() => claimDataDirectory(path).release()).not.toThrow();
});

it('tells a directory of another version apart', () => {
  writeFileSync(join(path, 'tributary.json'), JSON.stringify({ format: 99, lastKnownTime: 0 }));
  expect(() => claimDataDirectory(path)).toThrow(/written by another version \(format 99/);
});

it('refuses a marker that is not readable', () => {
  writeFileSync(join(path, 'tributary.json'), '{');
  expect(() => claimDataDirectory(path)).toThrow(/not readable as Tributary's marker/);
});

it('wipes a marked directory', () => {
  claimDataDirectory(path).release();
  wipeDataDirectory(path);
  expect(lastKnownTimeOf(path)).toBeUndefined();
});
