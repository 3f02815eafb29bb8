import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { ConfigurationError } from './framework.ts';
import type { Settings } from './parameters.ts';

/** The service's folder: what a relative path begins at, here and in the package. */
const root = join(import.meta.dirname, '..');

/** Throws {@link ConfigurationError} unless the file that is to be packaged is there, readable by all, and of MaxMind's format. Its type and age, and what a layer holds, show when the function starts. */
export function checkGeoIpDatabase({ stage, geoIpDatabase: path }: Pick<Settings, 'stage' | 'geoIpDatabase'>): void {
  if (isAbsolute(path)) return;
  const place = join(root, path);
  const file = statSync(place, { throwIfNoEntry: false });
  // The package keeps the mode of the file, and Lambda reads it as another user.
  if (file?.isFile() && (file.mode & 0o444) !== 0o444) {
    throw new ConfigurationError(
      `Stage "${stage}": "${path}", the parameter "geoIpDatabase", can be read by its owner alone, and so it would be in the package. Let others read it: chmod a+r ${path}`,
    );
  }
  if (file?.isFile() && isDatabase(place, file.size)) return;
  const wrong = file?.isFile()
    ? "which is no database of MaxMind's format, or a compressed one. Unpack it, or put one there"
    : 'and no such file is there to be packaged. Put the database there';
  throw new ConfigurationError(
    `Stage "${stage}": parameter "geoIpDatabase" is "${path}", ${wrong} (docs/datasets.md tells how to get one), ` +
      'or give the absolute path of one in a layer, such as /opt/GeoLite2-City.mmdb (serverless.yml, "params", or --param).',
  );
}

/** What stands before the metadata, which lie in the last 128 KiB. https://maxmind.github.io/MaxMind-DB/ */
const metadataMarker = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');
const metadataBytesMax = 128 * 1024;

function isDatabase(place: string, size: number): boolean {
  const descriptor = openSync(place, 'r');
  try {
    const end = Buffer.alloc(Math.min(size, metadataBytesMax));
    readSync(descriptor, end, 0, end.length, size - end.length);
    return end.includes(metadataMarker);
  } finally {
    closeSync(descriptor);
  }
}

/** What the transform's package must hold beside its code. */
export const databaseToPackage = ({ geoIpDatabase }: Pick<Settings, 'geoIpDatabase'>): string[] =>
  isAbsolute(geoIpDatabase) ? [] : [geoIpDatabase];
