import { readFileSync } from 'node:fs';
import { Reader } from 'maxmind';
import { createLookup } from '../../functions/geo-ip-transform/lookup.ts';
import { samplePath } from '../../scripts/make-sample-mmdb.ts';
import { type ClientOptions, createClients } from '../../shared/access-log-client.ts';

/** A lookup in the made-up database. */
export const sampleLookup = createLookup(new Reader(readFileSync(samplePath)));

/** What clients mean by the made-up database. */
export function sampleClients(options: Partial<ClientOptions> = {}) {
  return createClients({ lookup: sampleLookup, unlocated: 'keep', cacheEntriesMax: 1_000, ...options });
}

/** A Combined line of a client, with the newline that shippers leave. */
export function combinedLine(client: string, path = '/a.gif'): string {
  return `${client} - - [10/Oct/2000:13:55:36 -0700] "GET ${path} HTTP/1.1" 200 2326 "http://a.example/" "Mozilla/5.0"\n`;
}

/** The row of {@link combinedLine} of a client in Lower Sample. */
export const combinedRow =
  '{"ClientIP":"11.44.0.7","Time":"2000-10-10T20:55:36.000Z","Method":"GET","Path":"/a.gif","Protocol":"HTTP/1.1","Status":200,' +
  '"Bytes":2326,"Referer":"http://a.example/","UserAgent":"Mozilla/5.0","Country":"GB","Region":"England","City":"Lower Sample",' +
  '"Latitude":51.5,"Longitude":-0.12,"TimeZone":"Europe/London"}\n';
