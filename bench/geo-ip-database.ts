import { createRandom } from '../local/random.ts';
import { double, type MmdbNetwork, type MmdbValue, uint32, writeMmdb } from '../scripts/mmdb-writer.ts';
import { countryCodes } from '../shared/access-log-countries.ts';

/** As many places and networks as make some 70 MB, the size of GeoLite2-City. */
const places = 180_000;
const networksPerPlace = 7;
const special = new Set([100, 127, 169, 172, 192, 198, 203]);

const syllables = ['ka', 'mo', 'rin', 'sel', 'tor', 'ven', 'bel', 'dar'];
const languages = ['de', 'en', 'es', 'fr', 'ja', 'pt-BR', 'ru', 'zh-CN'];

/** A made-up database of cities, in eight languages and of the size of a real one. */
export function createLargeDatabase(seed: number): Buffer {
  return writeMmdb({
    databaseType: 'Tributary-Bench-City',
    description: 'Made-up places for the bench.',
    buildEpoch: Math.floor(Date.now() / 1_000),
    ipVersion: 6,
    networks: networks(seed),
  });
}

/** An address of the `index`th network; different for different numbers below 250 × the number of networks. */
export function addressOf(index: number): string {
  const network = networkNumber(index % (places * networksPerPlace));
  const host = 1 + (Math.floor(index / (places * networksPerPlace)) % 250);
  return `${network >> 16}.${(network >> 8) & 0xff}.${network & 0xff}.${host}`;
}

const usableBlocks = Array.from({ length: 212 }, (_, index) => 11 + index).filter((first) => !special.has(first));

function networkNumber(index: number): number {
  return (usableBlocks[Math.floor(index / 65_536)]! << 16) + (index % 65_536);
}

function* networks(seed: number): Generator<MmdbNetwork> {
  const random = createRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const word = () => `${syllables[below(syllables.length)]}${syllables[below(syllables.length)]}${below(1_000_000)}`;
  const named = (): MmdbValue => {
    const name = `${word()} ${word()}`;
    return Object.fromEntries(languages.map((language) => [language, `${name} ${language}`]));
  };
  const countries = countryCodes.map((iso_code) => ({
    iso_code,
    geoname_id: uint32(below(9_000_000)),
    names: named(),
  }));
  const regions = Array.from({ length: 3_000 }, () => [
    { geoname_id: uint32(below(9_000_000)), iso_code: 'XX', names: named() },
  ]);

  for (let place = 0; place < places; place += 1) {
    const region = below(regions.length);
    const record: MmdbValue = {
      city: { geoname_id: uint32(below(9_000_000)), names: named() },
      country: countries[region % countries.length]!,
      location: {
        accuracy_radius: uint32(below(1_000)),
        latitude: double(below(1_800_000) / 10_000 - 90),
        longitude: double(below(3_600_000) / 10_000 - 180),
        time_zone: `Area/${word()}`,
      },
      registered_country: countries[region % countries.length]!,
      subdivisions: regions[region]!,
    };
    for (let part = 0; part < networksPerPlace; part += 1) {
      const network = networkNumber(place * networksPerPlace + part);
      yield { network: `${network >> 16}.${(network >> 8) & 0xff}.${network & 0xff}.0/24`, record };
    }
  }
}
