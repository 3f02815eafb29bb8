import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Checksum } from './checksums.ts';

/** What S3 gives an object whose writer names none. */
export const DEFAULT_CONTENT_TYPE = 'binary/octet-stream';

/** What S3 knows of an object beside its bytes. */
export interface ObjectRecord {
  key: string;
  /** Without quotes. */
  etag: string;
  size: number;
  /** Milliseconds since the epoch, by the stack's clock. */
  lastModified: number;
  attributes: ObjectAttributes;
  checksum?: Checksum;
  /** Which file this describes: the file's own modification time, and for a file copied elsewhere, its content. */
  file: { mtimeNs: string; md5: string };
}

export interface ObjectAttributes {
  /** System metadata by header name, `content-type` and its like. */
  headers: Record<string, string>;
  /** User metadata, without `x-amz-meta-`. */
  metadata: Record<string, string>;
}

/**
 * Records lie in a tree of their own, one JSON file per key, named by the key's hash since a key can be any text.
 *
 * While an object is replaced its file holds two records, the old and the new: whichever of the two contents a crash
 * leaves in place, its record is there. See {@link ObjectRecord.file} for how to tell.
 */
export interface RecordFiles {
  read(bucket: string, key: string): Promise<ObjectRecord[]>;
  /** Atomic: a temporary file, then a rename. */
  write(bucket: string, key: string, records: ObjectRecord[]): Promise<void>;
  remove(bucket: string, key: string): Promise<void>;
}

export function createRecordFiles(directory: string, temporaryPath: () => string): RecordFiles {
  const pathOf = (bucket: string, key: string) => {
    const name = createHash('sha256').update(key).digest('hex');
    return join(directory, bucket, 'objects', name.slice(0, 2), `${name.slice(2)}.json`);
  };
  return {
    async read(bucket, key) {
      const text = await readFile(pathOf(bucket, key), 'utf8').catch(() => undefined);
      return text === undefined ? [] : parseRecords(text, key);
    },
    async write(bucket, key, records) {
      const path = pathOf(bucket, key);
      const temporary = temporaryPath();
      await writeFile(temporary, JSON.stringify(records));
      await rename(temporary, path).catch(async () => {
        await mkdir(dirname(path), { recursive: true });
        await rename(temporary, path);
      });
    },
    remove: (bucket, key) => rm(pathOf(bucket, key), { force: true }),
  };
}

/** A file that somebody damaged counts as absent: the object itself still reads. */
function parseRecords(text: string, key: string): ObjectRecord[] {
  try {
    const records: unknown = JSON.parse(text);
    return Array.isArray(records) ? records.filter((record: ObjectRecord | null) => record?.key === key) : [];
  } catch {
    return [];
  }
}
