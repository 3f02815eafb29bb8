import { createHash } from 'node:crypto';
import { chmodSync, globSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { packageSources, withSources } from '../support/package-run.ts';

/** What packaging wrote: templates as text, everything else by its hash. */
type Artifacts = Record<string, string>;

/** Each function has a zip; the database of cities is packaged as a file beside the code. */
const parameters = { accessLog: 'true' };

/** Packages a copy of the sources in a directory of its own, after `change` has been at it. */
const packageOnce = (change: (sources: string) => void): Promise<Artifacts> =>
  withSources(async (sources) => {
    change(sources);
    const output = join(sources, 'out');
    const { code, printed } = await packageSources(sources, { stage: 'dev', output, parameters });
    if (code !== 0) throw new Error(printed);
    return Object.fromEntries(
      readdirSync(output)
        .sort()
        // What the framework knows of the run itself, its directory among it. It is not deployed.
        .filter((name) => name !== 'serverless-state.json')
        .map((name) => [name, contentOf(name, readFileSync(join(output, name)))]),
    );
  });

/** The framework puts the time of packaging into the keys of artifacts, as `1795232199327-2026-11-21T03:36:39.327Z`. */
const normalised = (template: string) => template.replace(/\d{13}-\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>');

const contentOf = (name: string, bytes: Buffer) =>
  name.endsWith('.json') ? normalised(bytes.toString('utf8')) : createHash('sha256').update(bytes).digest('hex');

/** A zip keeps the mode of a file that is packaged as it is. Git checks all out alike, but for the umask. */
const packagedAsItIs = /\.mmdb$/;

/** As if somebody else had checked the sources out, at another time, who lets nobody read what is theirs. */
function asSomebodyElse(sources: string): void {
  for (const path of globSync('{infra,functions,shared}/**', { cwd: sources }).map((path) => join(sources, path))) {
    if (statSync(path).isFile() && !packagedAsItIs.test(path)) chmodSync(path, 0o600);
    utimesSync(path, new Date(2001, 1, 3), new Date(2001, 1, 3));
  }
  process.umask(0o077);
}

let one: Artifacts;
let other: Artifacts;
beforeAll(async () => {
  one = await packageOnce(() => {});
  const before = process.umask();
  other = await packageOnce(asSomebodyElse).finally(() => process.umask(before));
});

it('two packagings, in two directories, of files of another time and mode, give the same artifacts', () => {
  const zips = Object.keys(one).filter((name) => name.endsWith('.zip'));
  for (const name of zips) console.log(`${name}: ${one[name]?.slice(0, 16)} and ${other[name]?.slice(0, 16)}`);
  expect(zips.length).toBeGreaterThan(4);
  expect(Object.keys(other)).toEqual(Object.keys(one));
  expect(zips.filter((name) => other[name] !== one[name])).toEqual([]);
});

it('and the same templates, but for the time in the keys of artifacts', () => {
  const templates = Object.keys(one).filter((name) => name.startsWith('cloudformation-template'));
  expect(templates).toHaveLength(2);
  for (const name of templates) expect(other[name]).toBe(one[name]);
  console.log(`${templates.join(', ')}: the same, the time of packaging aside.`);
});

it('a database that only its owner can read is not packaged: Lambda could not open it', async () => {
  const { code, printed } = await withSources((sources) => {
    chmodSync(join(sources, 'functions/geo-ip-transform/database/sample-city.mmdb'), 0o600);
    return packageSources(sources, { stage: 'dev', output: join(sources, 'out'), parameters });
  });
  expect(code).toBe(1);
  expect(printed).toContain('Let others read it: chmod a+r functions/geo-ip-transform/database/sample-city.mmdb');
});
