import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dispensable, unknownInstallScripts, unpinned } from './install-scripts.ts';

const lockfile = JSON.parse(readFileSync(join(import.meta.dirname, '../package-lock.json'), 'utf8'));
const problems = [
  ...unknownInstallScripts(lockfile).map(
    (name) =>
      `${name} has an install script that nobody has looked at. Replace it, or say in scripts/install-scripts.ts why the project does without.`,
  ),
  ...unpinned(lockfile).map(
    (name) => `${name} has no hash in package-lock.json, or comes from elsewhere than the public registry.`,
  ),
];
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else console.log(`Install scripts, none of them needed: ${Object.keys(dispensable).join(', ')}.`);
