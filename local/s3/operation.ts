import type { Clock } from '../clock.ts';
import type { WireResponse } from '../wire/message.ts';
import type { BucketDirectories } from './bucket-directories.ts';
import type { ObjectStore } from './object-store.ts';
import type { S3Request } from './request.ts';
import type { UploadStore } from './upload-store.ts';

export interface S3Context {
  clock: Clock;
  region: string;
  buckets: BucketDirectories;
  store: ObjectStore;
  uploads: UploadStore;
}

/** One operation of S3 and the requests that mean it. */
export interface S3Operation {
  method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  target: 'service' | 'bucket' | 'object';
  /** Query parameters that tell it from its neighbours. */
  requires?: string[];
  /** Other query parameters that it honours. A request with any further one is refused. */
  accepts?: string[];
  requiresHeader?: string;
  run(context: S3Context, request: S3Request): Promise<WireResponse>;
}

/** An answer in XML. */
export function xmlResponse(document: string): WireResponse {
  return { status: 200, headers: { 'content-type': 'application/xml' }, body: document };
}
