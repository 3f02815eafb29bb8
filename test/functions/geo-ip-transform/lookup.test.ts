import { existsSync, readFileSync } from 'node:fs';
import { Reader } from 'maxmind';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../../functions/geo-ip-transform/database.ts';
import { createLookup } from '../../../functions/geo-ip-transform/lookup.ts';
import { double, writeMmdb } from '../../../scripts/mmdb-writer.ts';
import { sampleLookup } from '../../support/geo-transform.ts';

const nothing = { country: null, region: null, city: null, latitude: null, longitude: null, timeZone: null };

describe('a look-up in the made-up database', () => {
  it.each([
    [
      '11.20.0.1',
      {
        country: 'KR',
        region: 'Seoul',
        city: 'Mapo-gu',
        latitude: 37.5665,
        longitude: 126.978,
        timeZone: 'Asia/Seoul',
      },
    ],
    ['11.20.30.1', { country: 'KR', city: 'Gangnam-gu' }],
    ['11.20.30.40', { region: 'Busan', city: 'Haeundae-gu' }],
    ['11.10.0.0', { country: 'US', city: 'Sampleton' }],
    ['11.11.255.255', { country: 'US', city: 'Sampleton' }],
    ['2a0f:8200:0:0:0:0:0:1', { city: 'Jongno-gu' }],
    ['2a0f:8200:1:0:0:0:0:1', { city: 'Seogwipo' }],
    ['11.97.0.1', { ...nothing, country: 'BT' }],
    ['11.98.0.1', { ...nothing, latitude: -64.5, longitude: 12.25 }],
    ['11.99.0.1', { ...nothing, city: 'Utopia' }],
    ['11.99.1.1', nothing],
  ])('finds %s', (address, location) => {
    expect(sampleLookup(address)).toMatchObject(location);
  });

  it.each(['11.9.255.255', '11.13.0.0', '8.8.8.8', '2a0f:8201:0:0:0:0:0:0', '0:0:0:0:0:0:0:1'])(
    'finds nothing of %s',
    (address) => {
      expect(sampleLookup(address)).toBeUndefined();
    },
  );
});

describe('a look-up', () => {
  const lookup = (record: object, ipVersion: 4 | 6 = 6) =>
    createLookup(
      new Reader(
        writeMmdb({
          databaseType: 'City',
          description: '',
          buildEpoch: 0,
          ipVersion,
          networks: [{ network: '11.0.0.0/8', record: record as never }],
        }),
      ),
    );

  it('in a database of IPv4 alone finds no IPv6 address', () => {
    const ofIpv4 = lookup({ country: { iso_code: 'KR' } }, 4);
    expect(ofIpv4('11.1.2.3')).toMatchObject({ country: 'KR' });
    // The first 32 bits are those of 11.x.
    expect(ofIpv4('b00:0:0:0:0:0:0:1')).toBeUndefined();
  });

  it.each([
    ['an empty record', {}],
    ['texts where maps should be', { country: 'KR', city: 'Seoul', location: 'here', subdivisions: 'Seoul' }],
    ['a country that ISO 3166 does not have', { country: { iso_code: '../' } }],
    ['names in other languages only', { city: { names: { de: 'Wien' } }, subdivisions: [{ names: {} }] }],
    ['an empty name', { city: { names: { en: '' } } }],
    ['no number', { location: { latitude: 'north', longitude: double(Number.NaN), time_zone: [] } }],
    ['no subdivisions', { subdivisions: [] }],
  ])('takes %s for nothing', (_, record) => {
    expect(lookup(record)('11.1.2.3')).toEqual(nothing);
  });
});

// MaxMind's public test data: https://github.com/maxmind/MaxMind-DB
const testDatabase = process.env.GEOIP_TEST_DB;
const skipped =
  testDatabase === undefined
    ? "GEOIP_TEST_DB is not set: give the path of MaxMind's GeoIP2-City-Test.mmdb"
    : existsSync(testDatabase)
      ? undefined
      : `GEOIP_TEST_DB ${testDatabase} is not there`;
if (skipped !== undefined) console.log(`skipped, tests with MaxMind's test database: ${skipped}`);

describe.skipIf(skipped !== undefined)("a look-up in MaxMind's test database", () => {
  const lookup = () =>
    createLookup(openDatabase({ path: testDatabase!, roots: ['.'], ageDaysMax: 36_500, now: Date.now() }));

  it.each([
    ['81.2.69.160', { country: 'GB', region: 'England', city: 'London', timeZone: 'Europe/London' }],
    ['89.160.20.128', { country: 'SE', city: 'Linköping', timeZone: 'Europe/Stockholm' }],
    ['216.160.83.56', { country: 'US', region: 'Washington', city: 'Milton' }],
    ['2001:218:0:0:0:0:0:0', { country: 'JP', region: null, city: null, timeZone: 'Asia/Tokyo' }],
    // Registered in Romania, but it is in Bhutan.
    ['67.43.156.1', { country: 'BT', timeZone: 'Asia/Thimphu' }],
    // 6to4 of 81.2.69.160.
    ['2002:5102:45a0:0:0:0:0:0', { country: 'GB', city: 'London' }],
  ])('finds %s', (address, location) => {
    const found = lookup()(address);
    expect(found).toMatchObject(location);
    expect(Math.abs(found!.latitude!)).toBeLessThanOrEqual(90);
    expect(Math.abs(found!.longitude!)).toBeLessThanOrEqual(180);
  });

  it('finds nothing of a private address', () => {
    expect(lookup()('10.0.0.1')).toBeUndefined();
  });

  it('finds what the library finds, anywhere', () => {
    const found = lookup();
    const reader = new Reader(readFileSync(testDatabase!));
    for (let first = 1; first < 224; first += 1) {
      for (const address of [`${first}.2.69.160`, `${first}.160.83.56`, `${first}.43.156.1`]) {
        expect(found(address) === undefined, address).toBe(reader.get(address) === null);
      }
    }
  });
});
