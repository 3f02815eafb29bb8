import { type Lockfile, packagesOf } from './lockfile.ts';

/** Packages that have an install script, and why the project does without it: `npm ci --ignore-scripts` is enough. */
export const dispensable: Record<string, string> = {
  '@parcel/watcher':
    'builds from source where no prebuilt package of the platform is installed; only `serverless` in watch mode loads it',
  'classic-level': 'builds from source where none of the builds that it brings suits the platform',
  'es5-ext': 'prints a message',
  esbuild: 'replaces its launcher by the binary that the package of the platform brings, to start faster',
};

/** Packages with an install script that nobody has looked at. */
export const unknownInstallScripts = (lockfile: Lockfile): string[] =>
  packagesOf(lockfile)
    .filter(({ name, hasInstallScript }) => hasInstallScript === true && !Object.hasOwn(dispensable, name))
    .map(({ name, version }) => `${name}@${version}`);

/** Packages that do not come from the public registry, or without a hash to hold them against. */
export const unpinned = (lockfile: Lockfile): string[] =>
  packagesOf(lockfile)
    .filter(
      ({ integrity, resolved }) =>
        integrity === undefined || (resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/')),
    )
    .map(({ name, version }) => `${name}@${version}`);
