import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { ChecksumAlgorithm, ChecksumType } from './checksums.ts';
import { noSuchUpload } from './errors.ts';
import type { ObjectAttributes } from './object-record.ts';
import type { TemporaryFiles } from './temporary-files.ts';

/** A multipart upload under way. */
export interface Upload {
  uploadId: string;
  key: string;
  attributes: ObjectAttributes;
  /** What the client asked for when it began. */
  checksum?: { algorithm: ChecksumAlgorithm; type: ChecksumType };
}

export interface Part {
  partNumber: number;
  /** Hex MD5, without quotes. */
  etag: string;
  size: number;
  /** Milliseconds since the epoch. */
  lastModified: number;
  checksum?: { algorithm: ChecksumAlgorithm; value: string };
  /** The name of the part's file in the upload's directory. */
  file: string;
}

/** Uploads survive a restart. Everything but `create` throws `NoSuchUpload` for an id that is not under way for this key. */
export interface UploadStore {
  create(bucket: string, upload: Omit<Upload, 'uploadId'>): Promise<Upload>;
  require(bucket: string, key: string, uploadId: string): Promise<Upload>;
  putPart(
    bucket: string,
    uploadId: string,
    partNumber: number,
    data: Buffer,
    checksum: Part['checksum'],
  ): Promise<Part>;
  /** By part number. */
  parts(bucket: string, uploadId: string): Promise<Part[]>;
  content(bucket: string, uploadId: string, parts: Part[]): AsyncGenerator<Buffer>;
  remove(bucket: string, uploadId: string): Promise<void>;
}

export function createUploadStore(metadataDirectory: string, temporary: TemporaryFiles, clock: Clock): UploadStore {
  const directoryOf = (bucket: string, uploadId: string) => join(metadataDirectory, bucket, 'uploads', uploadId);

  async function writeJson(path: string, value: unknown): Promise<void> {
    const file = temporary.nextPath();
    await writeFile(file, JSON.stringify(value));
    await rename(file, path);
  }

  return {
    async create(bucket, description) {
      const upload = { uploadId: randomBytes(32).toString('hex'), ...description };
      const directory = directoryOf(bucket, upload.uploadId);
      await mkdir(directory, { recursive: true });
      await writeJson(join(directory, 'upload.json'), upload);
      return upload;
    },
    async require(bucket, key, uploadId) {
      if (!/^[0-9a-f]{64}$/.test(uploadId)) throw noSuchUpload(uploadId);
      const text = await readFile(join(directoryOf(bucket, uploadId), 'upload.json'), 'utf8').catch(() => undefined);
      const upload: Upload | undefined = text && JSON.parse(text);
      if (upload?.key !== key) throw noSuchUpload(uploadId);
      return upload;
    },
    async putPart(bucket, uploadId, partNumber, data, checksum) {
      const directory = directoryOf(bucket, uploadId);
      const finished = await temporary.write([data]);
      // The part's description names its file: replacing a part is one rename, whatever happens in between.
      const part: Part = {
        partNumber,
        etag: finished.md5,
        size: finished.size,
        lastModified: clock.now(),
        ...(checksum && { checksum }),
        file: basename(finished.path),
      };
      try {
        await rename(finished.path, join(directory, part.file));
        await writeJson(join(directory, `part-${partNumber}.json`), part);
      } catch {
        await temporary.remove(finished);
        throw noSuchUpload(uploadId);
      }
      return part;
    },
    async parts(bucket, uploadId) {
      const directory = directoryOf(bucket, uploadId);
      const names = (await readdir(directory)).filter((name) => name.startsWith('part-'));
      const parts = await Promise.all(
        names.map(async (name): Promise<Part> => JSON.parse(await readFile(join(directory, name), 'utf8'))),
      );
      return parts.sort((a, b) => a.partNumber - b.partNumber);
    },
    async *content(bucket, uploadId, parts) {
      for (const part of parts) yield* createReadStream(join(directoryOf(bucket, uploadId), part.file));
    },
    remove: (bucket, uploadId) => rm(directoryOf(bucket, uploadId), { recursive: true, force: true }),
  };
}
