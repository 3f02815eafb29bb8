import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type CityResponse, Reader } from 'maxmind';
import { createBoundedCache } from '../../shared/address-cache.ts';

/** The database cannot be used. The message names it, says what is wrong, and how to mend it. */
export class DatabaseError extends Error {
  override name = 'DatabaseError';
}

export interface DatabaseOptions {
  /** Absolute, or from one of `roots`. */
  path: string;
  /** Where a relative path may begin: the first that has the file counts. */
  roots: readonly string[];
  /** Most days that may have gone by since it was built. */
  ageDaysMax: number;
  /** Epoch milliseconds. */
  now: number;
}

/** Types whose records have country, subdivisions, city and location: GeoIP2-City, GeoLite2-City, DBIP-City-Lite … */
const databaseType = /\b(?:City|Enterprise)\b/;
/** Version of the file format that the reader knows. https://maxmind.github.io/MaxMind-DB/ */
const formatVersion = 2;
const dayMs = 86_400_000;
const gzipMagic = [0x1f, 0x8b];
const advice = 'docs/datasets.md tells how to get and refresh a database.';

/**
 * Opens a MaxMind-format database of cities and checks that it is one, whole, and not too old. It is read into memory, outside
 * the JavaScript heap. Throws {@link DatabaseError}.
 */
export function openDatabase({ path, roots, ageDaysMax, now }: DatabaseOptions): Reader<CityResponse> {
  const file = roots.map((root) => resolve(root, path)).find(isFile);
  if (file === undefined) throw new DatabaseError(`GEOIP_DATABASE ${path} is not there. ${advice}`);
  const bytes = readFileSync(file);
  if (gzipMagic.every((byte, index) => bytes[index] === byte)) {
    throw new DatabaseError(`GEOIP_DATABASE ${path} is compressed. Unpack it: gunzip, or tar -xzf for an archive.`);
  }
  const reader = read(bytes, path);
  const { databaseType: type, buildEpoch } = reader.metadata;
  if (!databaseType.test(type)) {
    throw new DatabaseError(`GEOIP_DATABASE ${path} is a ${type} database: give one of type City. ${advice}`);
  }
  const ageDays = Math.floor((now - buildEpoch.getTime()) / dayMs);
  if (ageDays > ageDaysMax) {
    throw new DatabaseError(
      `GEOIP_DATABASE ${path} was built on ${buildEpoch.toISOString().slice(0, 10)}, ${ageDays} days ago; ` +
        `GEOIP_DATABASE_AGE_DAYS_MAX allows ${ageDaysMax}. ${advice}`,
    );
  }
  return reader;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** Parts of records that the reader remembers: names of countries and cities, which many records share. */
const partsMax = 10_000;

function read(bytes: Buffer, path: string): Reader<CityResponse> {
  const notWhole = new DatabaseError(`GEOIP_DATABASE ${path} is no MaxMind DB file, or not a whole one. ${advice}`);
  let reader: Reader<CityResponse>;
  try {
    reader = new Reader<CityResponse>(bytes, { cache: createBoundedCache<string | number, object>(partsMax) });
  } catch {
    throw notWhole;
  }
  const { binaryFormatMajorVersion, databaseType: type, buildEpoch, searchTreeSize } = reader.metadata;
  const isWhole =
    binaryFormatMajorVersion === formatVersion &&
    typeof type === 'string' &&
    Number.isFinite(buildEpoch.getTime()) &&
    searchTreeSize < bytes.length;
  if (!isWhole) throw notWhole;
  return reader;
}
