import { double, type MmdbNetwork, type MmdbValue, uint32 } from './mmdb-writer.ts';

interface Place {
  country?: [code: string, name: string];
  region?: string;
  city?: string;
  /** Degrees. */
  at?: [latitude: number, longitude: number];
  timeZone?: string;
  /** Of a record without a country: where the network is registered, which says nothing of where it is. */
  registeredIn?: [code: string, name: string];
}

/**
 * A made-up city database: the networks are public ones, what is said of them is invented. A network within another one comes
 * after it. Every kind of answer is in it: a whole place, a country alone, coordinates without a country, a code that ISO 3166 does
 * not have, a network whose record says nothing of where it is.
 */
const places: readonly [network: string, Place][] = [
  ['11.20.0.0/16', { ...seoul(), city: 'Mapo-gu' }],
  ['11.20.30.0/24', { ...seoul(), city: 'Gangnam-gu' }],
  [
    '11.20.30.40/32',
    {
      country: ['KR', 'South Korea'],
      region: 'Busan',
      city: 'Haeundae-gu',
      at: [35.1631, 129.1635],
      timeZone: 'Asia/Seoul',
    },
  ],
  [
    '11.44.0.0/16',
    {
      country: ['GB', 'United Kingdom'],
      region: 'England',
      city: 'Lower Sample',
      at: [51.5, -0.12],
      timeZone: 'Europe/London',
    },
  ],
  [
    '11.46.0.0/16',
    {
      country: ['SE', 'Sweden'],
      region: 'Östergötland County',
      city: 'Exempelköping',
      at: [58.4167, 15.6167],
      timeZone: 'Europe/Stockholm',
    },
  ],
  [
    '11.49.0.0/16',
    {
      country: ['DE', 'Germany'],
      region: 'Bavaria',
      city: 'Musterstadt',
      at: [48.1372, 11.5755],
      timeZone: 'Europe/Berlin',
    },
  ],
  [
    '11.33.0.0/16',
    {
      country: ['FR', 'France'],
      region: 'Île-de-France',
      city: 'Exemple-sur-Seine',
      at: [48.8566, 2.3522],
      timeZone: 'Europe/Paris',
    },
  ],
  [
    '11.10.0.0/15',
    {
      country: ['US', 'United States'],
      region: 'Washington',
      city: 'Sampleton',
      at: [47.2513, -122.3149],
      timeZone: 'America/Los_Angeles',
    },
  ],
  [
    '11.12.0.0/16',
    {
      country: ['US', 'United States'],
      region: 'New York',
      city: 'Exampleburg',
      at: [40.7128, -74.006],
      timeZone: 'America/New_York',
    },
  ],
  [
    '11.55.0.0/16',
    {
      country: ['BR', 'Brazil'],
      region: 'São Paulo',
      city: 'Vila Exemplo',
      at: [-23.5505, -46.6333],
      timeZone: 'America/Sao_Paulo',
    },
  ],
  [
    '11.81.0.0/16',
    { country: ['JP', 'Japan'], region: 'Tokyo', city: 'Mihon', at: [35.6895, 139.6917], timeZone: 'Asia/Tokyo' },
  ],
  [
    '11.91.0.0/16',
    {
      country: ['IN', 'India'],
      region: 'Karnataka',
      city: 'Namunapura',
      at: [12.9716, 77.5946],
      timeZone: 'Asia/Kolkata',
    },
  ],
  [
    '11.27.0.0/16',
    {
      country: ['ZA', 'South Africa'],
      region: 'Western Cape',
      city: 'Voorbeeld',
      at: [-33.9249, 18.4241],
      timeZone: 'Africa/Johannesburg',
    },
  ],
  // A country alone.
  ['11.97.0.0/16', { country: ['BT', 'Bhutan'] }],
  // Somewhere, in no country.
  ['11.98.0.0/16', { at: [-64.5, 12.25] }],
  // A code that ISO 3166 does not have.
  ['11.99.0.0/24', { country: ['QQ', 'Nowhere'], city: 'Utopia' }],
  // Registered, but nobody says where it is.
  ['11.99.1.0/24', { registeredIn: ['US', 'United States'] }],
  [
    '2a0f:4400::/32',
    {
      country: ['GB', 'United Kingdom'],
      region: 'Scotland',
      city: 'Sample-on-Forth',
      at: [55.9533, -3.1883],
      timeZone: 'Europe/London',
    },
  ],
  ['2a0f:8200::/32', { ...seoul(), city: 'Jongno-gu' }],
  [
    '2a0f:8200:1::/48',
    {
      country: ['KR', 'South Korea'],
      region: 'Jeju-do',
      city: 'Seogwipo',
      at: [33.2541, 126.5601],
      timeZone: 'Asia/Seoul',
    },
  ],
  ['2a0f:100::/32', { country: ['US', 'United States'] }],
];

function seoul(): Place {
  return { country: ['KR', 'South Korea'], region: 'Seoul', at: [37.5665, 126.978], timeZone: 'Asia/Seoul' };
}

/** The networks of the sample database. */
export const sampleNetworks: readonly MmdbNetwork[] = places.map(([network, place]) => ({
  network,
  record: recordOf(place),
}));

/** A record as MaxMind's city databases have them. https://dev.maxmind.com/geoip/docs/databases/city-and-country/ */
function recordOf({ country, region, city, at, timeZone, registeredIn }: Place): MmdbValue {
  return {
    ...(city !== undefined && { city: named(city) }),
    ...(country !== undefined && { country: { iso_code: country[0], ...named(country[1]) } }),
    ...(at !== undefined && {
      location: {
        latitude: double(at[0]),
        longitude: double(at[1]),
        accuracy_radius: uint32(100),
        ...(timeZone !== undefined && { time_zone: timeZone }),
      },
    }),
    ...(registeredIn !== undefined && { registered_country: { iso_code: registeredIn[0], ...named(registeredIn[1]) } }),
    ...(region !== undefined && { subdivisions: [named(region)] }),
  };
}

function named(name: string): { names: { en: string } } {
  return { names: { en: name } };
}
