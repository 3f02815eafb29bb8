import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { Clock } from '../clock.ts';
import type { BucketDirectories } from './bucket-directories.ts';
import type { Checksum } from './checksums.ts';
import { checkWrite, type WriteCondition } from './conditions.ts';
import { keyToPath } from './key-path.ts';
import { createKeyedLock } from './keyed-lock.ts';
import { createRecordFiles, DEFAULT_CONTENT_TYPE, type ObjectAttributes, type ObjectRecord } from './object-record.ts';
import { type FileVersion, openObjectFile, placeObjectFile, removeObjectFile, statObjectFile } from './object-tree.ts';
import type { Content, TemporaryFiles } from './temporary-files.ts';

export interface NewObject {
  content: Content;
  attributes: ObjectAttributes;
  checksum?: Checksum | undefined;
  /** Where it is not the MD5 of the content. */
  etag?: string | undefined;
  condition?: WriteCondition | undefined;
}

/** An object held open: a later write to its key does not touch what is read from it. The reader closes `handle`. */
export interface OpenObject {
  record: ObjectRecord;
  handle: FileHandle;
}

/** Objects by bucket and key. Everything throws `NoSuchBucket`, and for a key that cannot be a file what {@link keyToPath} throws. */
export interface ObjectStore {
  /** Answers once the object survives the death of this process (a finished file under its own name; not a loss of power). */
  put(bucket: string, key: string, object: NewObject): Promise<ObjectRecord>;
  open(bucket: string, key: string): Promise<OpenObject | undefined>;
  head(bucket: string, key: string): Promise<ObjectRecord | undefined>;
  /** Deleting what is not there succeeds, unless the condition asks for it. */
  remove(bucket: string, key: string, condition?: WriteCondition): Promise<void>;
}

export function createObjectStore(
  metadataDirectory: string,
  buckets: BucketDirectories,
  temporary: TemporaryFiles,
  clock: Clock,
): ObjectStore {
  const records = createRecordFiles(metadataDirectory, temporary.nextPath);
  const lock = createKeyedLock();
  const locked = <Result>(bucket: string, key: string, work: () => Promise<Result>) => lock(`${bucket}/${key}`, work);

  async function recordOf(bucket: string, key: string, path: string, version: FileVersion): Promise<ObjectRecord> {
    const known = (await records.read(bucket, key)).filter((record) => record.size === version.size);
    const exact = known.find((record) => record.file.mtimeNs === version.mtimeNs);
    if (exact) return exact;
    // Copied with its records to another place, or put or edited by hand: the content decides, and is noted for next time.
    const md5 = await contentMd5(path);
    const same = known.find((record) => record.file.md5 === md5);
    const record = { ...(same ?? unrecorded(key, version, md5)), file: { mtimeNs: version.mtimeNs, md5 } };
    await records.write(bucket, key, [record]);
    return record;
  }

  /** These two are called under the key's lock. */
  async function headNow(bucket: string, key: string, path: string): Promise<ObjectRecord | undefined> {
    const version = await statObjectFile(path);
    return version && (await recordOf(bucket, key, path, version));
  }

  async function openNow(bucket: string, key: string, path: string): Promise<OpenObject | undefined> {
    const file = await openObjectFile(path);
    if (!file) return undefined;
    try {
      return { handle: file.handle, record: await recordOf(bucket, key, path, file.version) };
    } catch (error) {
      await file.handle.close();
      throw error;
    }
  }

  return {
    async put(bucket, key, object) {
      const root = await buckets.require(bucket);
      const path = keyToPath(root, key);
      const finished = await temporary.write(object.content);
      try {
        return await locked(bucket, key, async () => {
          const current = await headNow(bucket, key, path);
          checkWrite(object.condition ?? {}, key, current);
          const record: ObjectRecord = {
            key,
            etag: object.etag ?? finished.md5,
            size: finished.size,
            lastModified: clock.now(),
            attributes: object.attributes,
            ...(object.checksum && { checksum: object.checksum }),
            file: { mtimeNs: finished.mtimeNs, md5: finished.md5 },
          };
          await records.write(bucket, key, current ? [record, current] : [record]);
          await placeObjectFile(root, path, finished.path);
          return record;
        });
      } catch (error) {
        await temporary.remove(finished);
        throw error;
      }
    },
    async open(bucket, key) {
      const path = keyToPath(await buckets.require(bucket), key);
      return await locked(bucket, key, () => openNow(bucket, key, path));
    },
    async head(bucket, key) {
      const path = keyToPath(await buckets.require(bucket), key);
      return await locked(bucket, key, () => headNow(bucket, key, path));
    },
    async remove(bucket, key, condition = {}) {
      const root = await buckets.require(bucket);
      const path = keyToPath(root, key);
      await locked(bucket, key, async () => {
        if (condition.ifMatch !== undefined) checkWrite(condition, key, await headNow(bucket, key, path));
        if (await removeObjectFile(root, path)) await records.remove(bucket, key);
      });
    },
  };
}

/** An object that did not come through S3. */
function unrecorded(key: string, version: FileVersion, md5: string): Omit<ObjectRecord, 'file'> {
  return {
    key,
    etag: md5,
    size: version.size,
    lastModified: Math.floor(version.mtimeMs),
    attributes: { headers: { 'content-type': DEFAULT_CONTENT_TYPE }, metadata: {} },
  };
}

async function contentMd5(path: string): Promise<string> {
  const md5 = createHash('md5');
  for await (const bytes of createReadStream(path)) md5.update(bytes);
  return md5.digest('hex');
}
