import { type CityResponse, open } from 'maxmind';
import { countryCodes } from '../shared/access-log-countries.ts';
import type { FirehoseResponseRecord } from '../shared/firehose-event.ts';
import type { LogBatch } from './geo-ip-batch.ts';

/**
 * The baseline: what one writes first, one regular expression, a look-up with the library's own defaults (it remembers 10,000
 * decoded parts), JSON.stringify. It is right for the bench's events and no further: it takes lax base64 and broken UTF-8, leaves
 * what Apache escapes beyond quotes, knows private addresses of IPv4 only, and no limit of the response.
 */
const combined =
  /^(\S+) \S+ \S+ \[([^\]]+)\] "((?:[^"\\]|\\.)*)" (\d{3}) (\d+|-)(?: "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)")?\n?$/;
const privateAddress = /^(?:10\.|127\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.)/;
const countries = new Set(countryCodes);

export async function createNaiveHandler(databasePath: string) {
  const database = await open<CityResponse>(databasePath);

  function transform({ recordId, data }: LogBatch['records'][number]): FirehoseResponseRecord {
    const read = combined.exec(Buffer.from(data, 'base64').toString());
    if (read === null) return { recordId, result: 'ProcessingFailed' };
    const [, ip = '', time = '', request = '', status, bytes, referer, userAgent] = read;
    if (privateAddress.test(ip)) return { recordId, result: 'Dropped' };
    const Time = new Date(time.replace(/\//g, ' ').replace(':', ' ')).toISOString();
    const [method, path, protocol] = request.split(' ');
    const place = database.get(ip);
    const code = place?.country?.iso_code ?? '';
    const country = countries.has(code) ? code : null;
    const row = {
      ClientIP: ip,
      Time,
      Method: method ?? null,
      Path: unquote(path),
      Protocol: protocol ?? null,
      Status: Number(status),
      Bytes: bytes === '-' ? null : Number(bytes),
      Referer: unquote(referer),
      UserAgent: unquote(userAgent),
      Country: country,
      Region: place?.subdivisions?.[0]?.names.en ?? null,
      City: place?.city?.names.en ?? null,
      Latitude: place?.location?.latitude ?? null,
      Longitude: place?.location?.longitude ?? null,
      TimeZone: place?.location?.time_zone ?? null,
    };
    return {
      recordId,
      result: 'Ok',
      data: Buffer.from(JSON.stringify(row) + '\n').toString('base64'),
      metadata: { partitionKeys: { country: country ?? 'ZZ', day: Time.slice(0, 10) } },
    };
  }

  return async (event: LogBatch): Promise<{ records: FirehoseResponseRecord[] }> => ({
    records: event.records.map(transform),
  });
}

function unquote(text: string | undefined): string | null {
  return text === undefined || text === '-' ? null : text.replace(/\\(["\\])/g, '$1');
}
