import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeMmdb } from './mmdb-writer.ts';
import { sampleNetworks } from './sample-city.ts';

/**
 * Writes the made-up database that tests and the demo use: `node scripts/make-sample-mmdb.ts`. The same bytes each time; a test
 * holds the file in the repository against this.
 */
export const samplePath = join(import.meta.dirname, '../functions/geo-ip-transform/database/sample-city.mmdb');

/** It does not age: whoever uses it sets GEOIP_DATABASE_AGE_DAYS_MAX to 36500. */
const builtAt = Date.UTC(2026, 0, 1) / 1_000;

export function makeSample(): Buffer {
  return writeMmdb({
    databaseType: 'Tributary-Sample-City',
    description: 'Made-up places for tests and the demo. Nothing in it is true.',
    buildEpoch: builtAt,
    ipVersion: 6,
    networks: sampleNetworks,
  });
}

if (import.meta.main) writeFileSync(samplePath, makeSample());
