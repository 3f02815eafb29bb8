import { unknownCountry } from './access-log-countries.ts';
import type { AccessLogDropRule } from './access-log-verdict.ts';
import { createBoundedCache } from './address-cache.ts';
import { formatIpAddress, parseIpAddress } from './ip-address.ts';
import { kindOfAddress } from './ip-kind.ts';
import { quote } from './json-text.ts';
import type { TextForm } from './text-form.ts';

/** Where an address is, as far as a database knows. */
export interface Location {
  /** One of `countryCodes`. */
  country: string | null;
  /** English names. */
  region: string | null;
  city: string | null;
  /** Degrees. */
  latitude: number | null;
  longitude: number | null;
  /** Name in the IANA time zone database. */
  timeZone: string | null;
}

/** `address` is dotted IPv4 or full IPv6. Undefined where the database has no entry. */
export type Lookup = (address: string) => Location | undefined;

/** What the address of a record's client means for the record. */
export interface Client {
  /** The record is dropped for it. */
  rule: AccessLogDropRule | undefined;
  /** Value of the partition key. */
  country: string;
  /** The row's columns from `Country` on, as JSON between braces, in each form that a row may have. */
  columns: Readonly<Record<TextForm['encoding'], string>>;
}

export interface ClientOptions {
  lookup: Lookup;
  /** What becomes of a public address without a location. */
  unlocated: 'drop' | 'keep';
  /** Addresses that are remembered. */
  cacheEntriesMax: number;
}

/** Makes the function that says what a client's address means. `clientIp` must be an address. */
export function createClients({ lookup, unlocated, cacheEntriesMax }: ClientOptions): (clientIp: string) => Client {
  const cache = createBoundedCache<string, Client>(cacheEntriesMax);
  const unlocatedClient: Client = unlocated === 'drop' ? { ...nowhereClient, rule: 'Unlocated' } : nowhereClient;

  function clientOf(clientIp: string): Client {
    const address = parseIpAddress(clientIp)!;
    const kind = kindOfAddress(address);
    if (kind !== 'Public') return { ...nowhereClient, rule: `${kind}Address` };
    const location = lookup(formatIpAddress(address));
    return location === undefined || isNowhere(location) ? unlocatedClient : locatedClient(location);
  }

  return (clientIp) => {
    let client = cache.get(clientIp);
    if (client === undefined) {
      client = clientOf(clientIp);
      cache.set(copyOf(clientIp), client);
    }
    return client;
  };
}

/** V8 makes a piece of a text a reference to the whole: as a key it would keep the whole line in memory. */
function copyOf(clientIp: string): string {
  return Buffer.from(clientIp).toString();
}

function isNowhere({ country, region, city, latitude, longitude, timeZone }: Location): boolean {
  return (country ?? region ?? city ?? latitude ?? longitude ?? timeZone) === null;
}

function locatedClient({ country, region, city, latitude, longitude, timeZone }: Location): Client {
  const columns =
    `"Country":${textOrNull(country)},"Region":${textOrNull(region)},"City":${textOrNull(city)},` +
    `"Latitude":${latitude},"Longitude":${longitude},"TimeZone":${textOrNull(timeZone)}`;
  return {
    rule: undefined,
    country: country ?? unknownCountry,
    columns: { utf8: columns, latin1: ascii.test(columns) ? columns : Buffer.from(columns).toString('latin1') },
  };
}

const ascii = /^[ -~]*$/;

function textOrNull(text: string | null): string {
  return text === null ? 'null' : quote(text);
}

const nowhereClient = locatedClient({
  country: null,
  region: null,
  city: null,
  latitude: null,
  longitude: null,
  timeZone: null,
});
