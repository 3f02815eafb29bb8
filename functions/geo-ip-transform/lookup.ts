import type { CityResponse, Reader } from 'maxmind';
import type { Location, Lookup } from '../../shared/access-log-client.ts';
import { knownCountry } from '../../shared/access-log-countries.ts';

const ipv4Only = 4;

/** Makes the function that asks a database of cities. */
export function createLookup(database: Reader<CityResponse>): Lookup {
  const hasIpv6 = database.metadata.ipVersion !== ipv4Only;
  return (address) => {
    // In a tree of 32 levels the reader would take the first 32 bits of an IPv6 address for an IPv4 one.
    const record = hasIpv6 || !address.includes(':') ? database.get(address) : null;
    return record === null ? undefined : locationOf(record);
  };
}

/**
 * The country that the address is in, not the one that it is registered in. Of several subdivisions, the largest.
 * A database's file promises none of the types that the reader declares.
 * https://dev.maxmind.com/geoip/docs/databases/city-and-country/
 */
function locationOf({ country, subdivisions, city, location }: CityResponse): Location {
  return {
    country: knownCountry(country?.iso_code),
    region: textOf(subdivisions?.[0]?.names?.en),
    city: textOf(city?.names?.en),
    latitude: numberOf(location?.latitude),
    longitude: numberOf(location?.longitude),
    timeZone: textOf(location?.time_zone),
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function numberOf(value: unknown): number | null {
  return Number.isFinite(value) ? (value as number) : null;
}
