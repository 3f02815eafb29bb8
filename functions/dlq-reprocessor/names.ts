import { createHash } from 'node:crypto';
import { ledgerPrefix, parkedPrefix } from '../../shared/error-object-keys.ts';

/**
 * An object whose records are replayed: where it lies, and by its ETag which it is. Put back, an object is the same one if it
 * has its ETag again. With S3's own encryption that is the MD5 of what was put whole; of a multipart upload the same ETag comes
 * back only with the old version, by removing the delete marker.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html
 */
export interface Source {
  key: string;
  etag: string;
}

/**
 * Keys of what a replay writes. Each derives from nothing but the source object's key and ETag, the first line of the range and
 * the partition, so that a second run, or another one at the same time, comes to the same key and finds it taken.
 */
export function rowsKey(stream: string, source: Source, firstLine: number, folder: string): string {
  return `${folder}${stream}-replay-${hash(source.key, source.etag, firstLine, folder)}.json.gz`;
}

/** Beside its like: under the same folders (error type, hour) as the object that the records come from. */
export function parkedKey(stream: string, source: Source, firstLine: number): string {
  const folders = source.key.slice(0, source.key.lastIndexOf('/') + 1).replace(/^(?:errors|parked)\/[^/]+\//, '');
  return `${parkedPrefix(stream)}${folders}${hash(source.key, source.etag, firstLine, 'parked')}.json.gz`;
}

/** The folder holds one object per line range, and one of what is left of it where that had to be written down. */
export function ledgerFolder(stream: string, source: Source): string {
  return `${ledgerPrefix(stream)}${hash(source.key, source.etag)}/`;
}

export function ledgerKey(stream: string, source: Source, firstLine: number): string {
  return `${ledgerFolder(stream, source)}${String(firstLine).padStart(10, '0')}.json.gz`;
}

/** Records of a range that were sent and not accepted, see `ledger.ts`. */
export function leftKey(stream: string, source: Source, firstLine: number): string {
  return `${ledgerFolder(stream, source)}${String(firstLine).padStart(10, '0')}.left.json.gz`;
}

function hash(...parts: (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
