import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { Reader } from 'maxmind';
import { describe, expect, it } from 'vitest';
import { makeSample, samplePath } from '../../../scripts/make-sample-mmdb.ts';
import { double, type MmdbValue, uint16, uint32, writeMmdb } from '../../../scripts/mmdb-writer.ts';

const write = (networks: Iterable<{ network: string; record: MmdbValue }>, ipVersion: 4 | 6 = 6) =>
  writeMmdb({ databaseType: 'Test-City', description: 'test', buildEpoch: 1_767_225_600, ipVersion, networks });
const get = (bytes: Buffer, address: string): unknown => new Reader(bytes).get(address);

describe('the made-up database', () => {
  it('is what its script writes', () => {
    expect(makeSample().equals(readFileSync(samplePath)), 'Run node scripts/make-sample-mmdb.ts.').toBe(true);
  });

  it('is small', () => {
    expect(readFileSync(samplePath).length).toBeLessThan(10_000);
  });
});

describe('a database that is written', () => {
  it('says what it is', () => {
    expect(new Reader(write([])).metadata).toMatchObject({
      binaryFormatMajorVersion: 2,
      databaseType: 'Test-City',
      description: { en: 'test' },
      buildEpoch: new Date('2026-01-01T00:00:00Z'),
      ipVersion: 6,
      recordSize: 24,
    });
  });

  it('gives back every kind of value', () => {
    const record = {
      text: 'a',
      empty: '',
      accents: 'é안👋',
      double: double(-0.125),
      zero: uint32(0),
      small: uint16(255),
      large: uint32(4_294_967_295),
      list: ['a', ['b'], {}],
      map: { inner: { text: 'a' } },
    };
    const bytes = write([{ network: '1.2.3.0/24', record }]);
    expect(get(bytes, '1.2.3.4')).toEqual({ ...record, double: -0.125, zero: 0, small: 255, large: 4_294_967_295 });
  });

  it.each([0, 28, 29, 284, 285, 65_820, 65_821, 70_000])('gives back texts, lists and maps of %d', (size) => {
    const record = {
      text: 'x'.repeat(size),
      list: Array.from({ length: size }, () => 'a'),
      map: Object.fromEntries(Array.from({ length: size }, (_, index) => [`k${index}`, 'a'])),
    };
    expect(get(write([{ network: '1.2.3.0/24', record }]), '1.2.3.4')).toEqual(record);
  });

  it('points to what it has written before, near and far', () => {
    const shared = { name: 'a text that is written once' };
    const networks = Array.from({ length: 2_000 }, (_, index) => ({
      network: `11.${index >> 8}.${index & 255}.0/24`,
      record: { shared, own: `${index} `.repeat(index % 300), again: 'a text that is written once' },
    }));
    const bytes = write(networks);
    expect(bytes.toString('latin1').split('a text that is written once')).toHaveLength(2);
    for (const [index, { record }] of networks.entries())
      expect(get(bytes, `11.${index >> 8}.${index & 255}.9`)).toEqual(record);
  });

  it('finds an address in the narrowest network that it lies in, and nowhere else', () => {
    const octet = fc.nat(3);
    const network = fc.tuple(octet, octet, octet, fc.integer({ min: 8, max: 32 }));
    fc.assert(
      fc.property(fc.array(network, { maxLength: 12 }), fc.constantFrom(4 as const, 6 as const), (some, ipVersion) => {
        const sorted = some
          .map(([a, b, c, bits]) => ({
            bits,
            first: ((((11 << 24) | (a << 16) | (b << 8) | c) >>> 0) & mask(bits)) >>> 0,
          }))
          .sort((one, other) => one.bits - other.bits);
        const networks = sorted.map(({ first, bits }, index) => ({
          network: `${dotted(first)}/${bits}`,
          record: { name: `n${index}` },
        }));
        const reader = new Reader(write(networks, ipVersion));
        for (const address of [
          ...sorted.flatMap(({ first, bits }) => [first, (first | ~mask(bits)) >>> 0]),
          11 << 24,
          10 << 24,
        ]) {
          const narrowest = sorted.findLastIndex(({ first, bits }) => (address & mask(bits)) >>> 0 === first);
          expect(reader.get(dotted(address))).toEqual(narrowest === -1 ? null : { name: `n${narrowest}` });
        }
      }),
      { numRuns: 300 },
    );
  });

  it('refuses a network after one that lies in it', () => {
    const networks = ['11.1.0.0/16', '11.0.0.0/8'].map((network) => ({ network, record: {} }));
    expect(() => write(networks)).toThrow('A network comes after one within it.');
    expect(() => write([{ network: 'here', record: {} }])).toThrow('here is no network.');
  });
});

function mask(bits: number): number {
  return bits === 0 ? 0 : (-1 << (32 - bits)) >>> 0;
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
}
