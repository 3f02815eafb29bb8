import { invalidArgument } from './errors.ts';
import { LIST_KEYS_MAX } from './limits.ts';
import { quoted } from './object-headers.ts';
import type { ObjectRecord } from './object-record.ts';
import { xmlParent, xmlText } from './xml.ts';

/** How keys stand in a listing: as they are, or as `encoding-type` says. */
export type Encode = (text: string) => string;

/** Spaces go as `%20`, which every client reads back; slashes stay. */
export function encoderOf(type: string | undefined): Encode {
  if (type === undefined || type === '') return (text) => text;
  if (type !== 'url') throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', type);
  return (text) => encodeURIComponent(text).replaceAll('%2F', '/');
}

export function parseMaxKeys(text: string | undefined): number {
  if (text === undefined || text === '') return LIST_KEYS_MAX;
  const count = /^\d{1,10}$/.test(text) ? Number(text) : -1;
  if (count < 0 || count > 2 ** 31 - 1) {
    throw invalidArgument('Argument maxKeys must be an integer between 0 and 2147483647', 'maxKeys', text);
  }
  return Math.min(count, LIST_KEYS_MAX);
}

/** One object of a listing. */
export function contents(record: ObjectRecord, encode: Encode, withOwner: boolean): string {
  return xmlParent('Contents', [
    xmlText('Key', encode(record.key)),
    xmlText('LastModified', new Date(record.lastModified).toISOString()),
    xmlText('ETag', quoted(record.etag)),
    xmlText('ChecksumAlgorithm', record.checksum?.algorithm),
    xmlText('ChecksumType', record.checksum?.type),
    xmlText('Size', record.size),
    xmlText('StorageClass', 'STANDARD'),
    withOwner ? xmlParent('Owner', [xmlText('ID', 'local')]) : '',
  ]);
}

/** Keys that share a prefix up to the delimiter. */
export const commonPrefix = (prefix: string, encode: Encode): string =>
  xmlParent('CommonPrefixes', [xmlText('Prefix', encode(prefix))]);
