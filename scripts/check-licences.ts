import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { licenceCounts, licenceProblems } from './licences.ts';

const lockfile = JSON.parse(readFileSync(join(import.meta.dirname, '../package-lock.json'), 'utf8'));
const problems = licenceProblems(lockfile);
for (const { package: name, problem } of problems) console.error(`${name} ${problem}.`);
if (problems.length > 0) {
  console.error('Replace it, or say in scripts/licences.ts why it may stay.');
  process.exitCode = 1;
} else {
  const counts = licenceCounts(lockfile).map(([licence, count]) => `${licence} ${count}`);
  console.log(`Licences: ${counts.join(', ')}.`);
}
