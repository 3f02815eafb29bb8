/** What is read of `package-lock.json`. https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json */
export interface Lockfile {
  /** By the path at which a package lies; the root itself under ''. */
  packages: Record<string, LockedPackage>;
}

export interface LockedPackage {
  version?: string;
  /** An SPDX expression; absent where the package says none. */
  license?: string;
  hasInstallScript?: boolean;
  resolved?: string;
  integrity?: string;
}

export interface Locked extends LockedPackage {
  name: string;
}

/** Every package but the root, with its name: what stands behind the last `node_modules/` of its path. */
export const packagesOf = ({ packages }: Lockfile): Locked[] =>
  Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, locked]) => ({
      ...locked,
      name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
    }));
