import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { DatabaseError, openDatabase } from '../../../functions/geo-ip-transform/database.ts';
import { samplePath } from '../../../scripts/make-sample-mmdb.ts';
import { writeMmdb } from '../../../scripts/mmdb-writer.ts';

const directory = mkdtempSync(join(tmpdir(), 'tributary-geoip-'));
afterAll(() => rmSync(directory, { recursive: true }));

const day = 86_400_000;
const builtAt = Date.UTC(2026, 0, 1);
const sample = readFileSync(samplePath);

const open = (path: string, { roots = [directory], ageDaysMax = 60, now = builtAt } = {}) =>
  openDatabase({ path, roots, ageDaysMax, now });

function file(name: string, content: Uint8Array): string {
  writeFileSync(join(directory, name), content);
  return name;
}

const database = (databaseType: string) =>
  writeMmdb({
    databaseType,
    description: 'd',
    buildEpoch: builtAt / 1_000,
    ipVersion: 6,
    networks: [{ network: '1.2.3.0/24', record: {} }],
  });

describe('the database', () => {
  it('is found by its absolute path, and by one from any of the roots', () => {
    expect(open(samplePath).metadata.databaseType).toBe('Tributary-Sample-City');
    const { metadata } = open('sample-city.mmdb', { roots: ['/nowhere', dirname(samplePath)] });
    expect(metadata.databaseType).toBe('Tributary-Sample-City');
  });

  it('may be as old as it is allowed to be, and newer than now', () => {
    expect(open(samplePath, { now: builtAt + 60 * day }).metadata.ipVersion).toBe(6);
    expect(open(samplePath, { now: builtAt + 60.9 * day }).metadata.ipVersion).toBe(6);
    expect(open(samplePath, { now: builtAt - day }).metadata.ipVersion).toBe(6);
  });

  it.each([
    'GeoLite2-City',
    'GeoIP2-City',
    'GeoIP2-City-Europe',
    'GeoIP2-Enterprise',
    'DBIP-City-Lite',
    'DBIP-Location (compat=City)',
  ])('may be of type %s', (type) => {
    expect(open(file('type.mmdb', database(type))).metadata.databaseType).toBe(type);
  });

  it.each([
    [
      'that is not there',
      () => open('none.mmdb'),
      'GEOIP_DATABASE none.mmdb is not there. docs/datasets.md tells how to get',
    ],
    [
      'that is too old',
      () => open(samplePath, { now: builtAt + 61 * day }),
      'was built on 2026-01-01, 61 days ago; GEOIP_DATABASE_AGE_DAYS_MAX allows 60.',
    ],
    [
      'of another type',
      () => open(file('asn.mmdb', database('GeoLite2-ASN'))),
      'asn.mmdb is a GeoLite2-ASN database: give one of type City.',
    ],
    ['of countries', () => open(file('country.mmdb', database('GeoLite2-Country'))), 'is a GeoLite2-Country database'],
    ['of a type that only sounds alike', () => open(file('x.mmdb', database('Capacity'))), 'is a Capacity database'],
    ['that is compressed', () => open(file('a.mmdb.gz', gzipSync(sample))), 'a.mmdb.gz is compressed. Unpack it'],
    [
      'that is empty',
      () => open(file('empty.mmdb', Buffer.alloc(0))),
      'empty.mmdb is no MaxMind DB file, or not a whole one.',
    ],
    [
      'that is something else',
      () => open(file('text.mmdb', Buffer.from('network,city\n'.repeat(1_000)))),
      'is no MaxMind DB file',
    ],
    [
      'that is cut off at the end',
      () => open(file('cut.mmdb', sample.subarray(0, sample.length - 100))),
      'is no MaxMind DB file',
    ],
    ['that is cut off at the start', () => open(file('tail.mmdb', sample.subarray(-400))), 'is no MaxMind DB file'],
    ['that is a directory', () => open('.'), 'GEOIP_DATABASE . is not there.'],
  ])('%s is refused, with what to do', (_, opening, message) => {
    expect(opening).toThrow(DatabaseError);
    expect(opening).toThrow(message);
  });
});
