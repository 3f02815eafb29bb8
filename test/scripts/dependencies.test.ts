import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unknownInstallScripts, unpinned } from '../../scripts/install-scripts.ts';
import { licenceProblems } from '../../scripts/licences.ts';
import type { LockedPackage, Lockfile } from '../../scripts/lockfile.ts';

const real: Lockfile = JSON.parse(readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8'));
const locked = (path: string, one: LockedPackage): Lockfile => ({
  packages: { '': {}, [`node_modules/${path}`]: { version: '1.0.0', ...one } },
});

describe('the dependencies of this project', () => {
  it('are under licences that are on the list', () => expect(licenceProblems(real)).toEqual([]));
  it('have no install script that nobody has looked at', () => expect(unknownInstallScripts(real)).toEqual([]));
  it('are pinned by a hash, from the public registry', () => expect(unpinned(real)).toEqual([]));
});

describe('a licence', () => {
  it.each<[string, LockedPackage, string]>([
    ['AGPL-3.0-only', { license: 'AGPL-3.0-only' }, 'is under AGPL-3.0-only, which is not on the list'],
    ['that is not named', {}, 'names no licence'],
    [
      'of words',
      { license: 'SEE LICENSE IN LICENSE.md' },
      'is under SEE LICENSE IN LICENSE.md, which is not on the list',
    ],
    [
      'of which one part is not allowed',
      { license: 'MIT AND GPL-3.0' },
      'is under MIT AND GPL-3.0, which is not on the list',
    ],
    ['of weak copyleft in what is no tool', { license: 'MPL-2.0' }, 'is under MPL-2.0, which is not on the list'],
  ])('%s is refused', (_name, one, problem) => {
    expect(licenceProblems(locked('a/node_modules/@b/c', one))).toEqual([{ package: '@b/c@1.0.0', problem }]);
  });

  it.each(['MIT', '(MIT OR GPL-3.0)', 'Apache-2.0 AND MIT'])('%s is allowed', (license) => {
    expect(licenceProblems(locked('a', { license }))).toEqual([]);
  });
});

it('an install script of a new dependency is told', () => {
  expect(unknownInstallScripts(locked('a', { hasInstallScript: true }))).toEqual(['a@1.0.0']);
});

it('a dependency without a hash, or from elsewhere, is told', () => {
  expect(unpinned(locked('a', {}))).toEqual(['a@1.0.0']);
  expect(unpinned(locked('a', { integrity: 'sha512-x', resolved: 'https://example.com/a.tgz' }))).toEqual(['a@1.0.0']);
});
