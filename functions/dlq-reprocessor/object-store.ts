/** An object as a listing tells of it. */
export interface ListedObject {
  key: string;
  /** Without quotes. */
  etag: string;
  /** Bytes. */
  size: number;
  /** Epoch milliseconds. */
  lastModified: number;
}

/**
 * All that a replay asks of S3, in one bucket. Every method throws what S3 refuses beyond the outcomes named here. A write
 * that throws may have happened all the same.
 */
export interface ObjectStore {
  /** Objects under a prefix in key order (UTF-8 bytes), after the key `after` where it is given. */
  list(prefix: string, after?: string): AsyncIterable<ListedObject>;
  /** The bytes of an object while its ETag is the one given (of any object without one). Undefined once it is gone or replaced. */
  read(key: string, etag?: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Writes unless the key is taken: `If-None-Match: *`. */
  putIfAbsent(key: string, body: Buffer): Promise<'written' | 'present'>;
  put(key: string, body: Buffer): Promise<void>;
  /** Copies an object while its ETag is the one given, unless the target is there. False once the source is gone or replaced. */
  copy(from: string, etag: string, to: string): Promise<boolean>;
  /** Deletes an object while its ETag is the one given. It may be gone already. */
  delete(key: string, etag: string): Promise<void>;
}

/** The bytes of an object. Undefined where it is not there. */
export async function readWhole(store: Pick<ObjectStore, 'read'>, key: string): Promise<Buffer | undefined> {
  const body = await store.read(key);
  if (body === undefined) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}
