import { statSync } from 'node:fs';
import { isAbsolute, join, normalize } from 'node:path';
import * as z from 'zod';
import { ConfigurationError } from './framework.ts';
import type { Settings } from './settings.ts';

/** The service's folder: what a relative path begins at, here and in the package. */
const root = join(import.meta.dirname, '..');

/** Parameter `geoIpDatabase`: what the function finds at this path, see `functions/geo-ip-transform/database.ts`. */
export const geoIpDatabasePath = z.string().refine(isPlain, {
  error:
    'must be the path of a file from the folder of serverless.yml, or an absolute one in a layer such as /opt/GeoLite2-City.mmdb; letters, digits and . _ - only, and no ".."',
});

/** A path without detours and without what would mean something in a pattern of files. */
function isPlain(path: string): boolean {
  return /^[A-Za-z0-9._/-]{1,256}$/.test(path) && normalize(path) === path && !path.startsWith('..');
}

/** Throws {@link ConfigurationError} unless the file that is to be packaged is there, and readable by all. What a layer holds shows when the function starts. */
export function checkGeoIpDatabase({ stage, geoIpDatabase: path }: Pick<Settings, 'stage' | 'geoIpDatabase'>): void {
  if (isAbsolute(path)) return;
  const file = statSync(join(root, path), { throwIfNoEntry: false });
  // The package keeps the mode of the file, and Lambda reads it as another user.
  if (file?.isFile() && (file.mode & 0o444) !== 0o444) {
    throw new ConfigurationError(
      `Stage "${stage}": "${path}", the parameter "geoIpDatabase", can be read by its owner alone, and so it would be in the package. Let others read it: chmod a+r ${path}`,
    );
  }
  if (file?.isFile()) return;
  throw new ConfigurationError(
    `Stage "${stage}": parameter "geoIpDatabase" is "${path}", and no such file is there to be packaged. Put the database there (docs/datasets.md tells how to get one), ` +
      'or give the absolute path of one in a layer, such as /opt/GeoLite2-City.mmdb (serverless.yml, "params", or --param).',
  );
}

/** What the transform's package must hold beside its code. */
export const databaseToPackage = ({ geoIpDatabase }: Pick<Settings, 'geoIpDatabase'>): string[] =>
  isAbsolute(geoIpDatabase) ? [] : [geoIpDatabase];
