export interface ObjectSummary {
  key: string;
  size: number;
  /** Quoted, as on the wire. */
  etag: string;
  /** Milliseconds since the epoch. */
  lastModified: number;
}

export interface PutObjectOptions {
  contentType?: string;
  contentEncoding?: string;
  metadata?: Record<string, string>;
  /** `*`: refuse with 412 `PreconditionFailed` when the key is there. */
  ifNoneMatch?: '*';
}

/** What other local services may do with buckets in this process; throws {@link AwsError} with S3's codes. */
export interface Buckets {
  /** Durable (temporary file, then rename) before it answers. */
  putObject(bucket: string, key: string, body: Buffer, options?: PutObjectOptions): Promise<{ etag: string }>;
  getObject(bucket: string, key: string): Promise<{ body: Buffer; summary: ObjectSummary }>;
  /** Every object under a prefix, in key order (UTF-8 bytes). */
  listObjects(bucket: string, prefix: string): Promise<ObjectSummary[]>;
  /** Where a bucket's objects lie as plain files. */
  directory(bucket: string): string;
}
