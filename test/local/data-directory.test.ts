import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
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

it('refuses a directory that this very process holds', () => {
  const first = claimDataDirectory(path);
  expect(() => claimDataDirectory(path)).toThrow(/in use by the process/);
  first.release();
  expect(() => claimDataDirectory(path).release()).not.toThrow();
});

it('takes over the lock of a dead process that had the same id', () => {
  writeFileSync(join(path, 'lock'), String(process.pid));
  expect(() => claimDataDirectory(path).release()).not.toThrow();
});

it('lets go of its own lock only, and once', () => {
  const first = claimDataDirectory(path);
  first.release();
  const second = claimDataDirectory(path);
  first.release();
  expect(() => claimDataDirectory(path)).toThrow(/in use/);
  second.release();
});

it('is taken by one of many processes that want it at the same instant', async () => {
  const claim = `
    const { claimDataDirectory } = await import(process.argv[1]);
    while (Date.now() < Number(process.argv[3]));
    try { claimDataDirectory(process.argv[2]); console.log('taken'); } catch {}
    process.stdin.resume();`;
  const module = join(import.meta.dirname, '../../local/data-directory.ts');
  writeFileSync(join(path, 'lock'), '999999999');
  const at = String(Date.now() + 1000);
  const children = Array.from({ length: 6 }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', claim, module, path, at]),
  );
  const taken = await Promise.all(
    children.map(
      (child) =>
        new Promise<boolean>((resolve) => {
          let printed = '';
          child.stdout.on('data', (chunk) => {
            printed += chunk;
          });
          child.on('exit', () => resolve(printed.includes('taken')));
          // Each holds on until all have tried.
          setTimeout(() => child.stdin.end(), 3000);
        }),
    ),
  );
  expect(taken.filter(Boolean)).toHaveLength(1);
});

it('wipes a marked directory and leaves the marker, so that a run killed in between can be repeated', () => {
  const first = claimDataDirectory(path);
  first.noteTime(5);
  first.release();
  writeFileSync(join(path, 'state'), '');
  wipeDataDirectory(path);
  expect(lastKnownTimeOf(path)).toBe(0);
  expect(readdirSync(path)).toEqual(['tributary.json']);
});
