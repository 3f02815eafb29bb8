import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Clock } from '../clock.ts';
import { LOCAL_ACCOUNT_ID } from '../place.ts';
import { AwsError, type WireHandler, type WireRequest, type WireResponse } from '../wire/message.ts';
import { createBucketDirectories } from './bucket-directories.ts';
import { createBuckets } from './buckets.ts';
import { findOperation } from './find-operation.ts';
import { createObjectStore } from './object-store.ts';
import type { S3Context } from './operation.ts';
import { readRequest } from './request.ts';
import { createTemporaryFiles } from './temporary-files.ts';
import type { Buckets } from './types.ts';
import { createUploadStore } from './upload-store.ts';
import { xmlDocument, xmlText } from './xml.ts';

export interface S3Options {
  /** Objects lie at `<directory>/<bucket>/<key>`; what else is known of them in `<directory>-meta`. */
  directory: string;
  clock: Clock;
  region: string;
}

export interface S3 {
  buckets: Buckets;
  /** Makes a bucket, or leaves the one that is there as it is. Throws `InvalidBucketName`. */
  createBucket(name: string): Promise<void>;
  /** The REST protocol in path style, into which the router brings virtual hosts. https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAPI.html */
  handle: WireHandler;
  /** Waits for the requests under way. */
  close(): Promise<void>;
}

/** S3 on plain files. One process at a time may use a directory. */
export function createS3({ directory, clock, region }: S3Options): S3 {
  const metadata = `${resolve(directory)}-meta`;
  mkdirSync(metadata, { recursive: true });
  const temporary = createTemporaryFiles(join(metadata, '.temporary'));
  const buckets = createBucketDirectories(directory, metadata, clock, temporary);
  const store = createObjectStore(metadata, buckets, temporary, clock);
  const uploads = createUploadStore(metadata, temporary, clock);
  const context: S3Context = { clock, region, buckets, store, uploads };
  const underWay = new Set<Promise<unknown>>();
  return {
    buckets: createBuckets(buckets, store),
    async createBucket(name) {
      await buckets.create(name);
    },
    handle(request) {
      const answer = respond(context, request).finally(() => underWay.delete(answer));
      underWay.add(answer);
      return answer;
    },
    async close() {
      await Promise.allSettled(underWay);
    },
  };
}

async function respond(context: S3Context, wireRequest: WireRequest): Promise<WireResponse> {
  const ids = { 'x-amz-request-id': randomUUID(), 'x-amz-id-2': 'local' };
  try {
    const request = readRequest(wireRequest);
    checkOwner(request.headers['x-amz-expected-bucket-owner']);
    checkOwner(request.headers['x-amz-source-expected-bucket-owner']);
    const response = await findOperation(request).run(context, request);
    return { ...response, headers: { ...ids, ...response.headers } };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const headers = { ...ids, 'content-type': 'application/xml' };
    if (wireRequest.method === 'HEAD') return { status: error.status, headers };
    return { status: error.status, headers, body: errorDocument(error, ids['x-amz-request-id']) };
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html */
function checkOwner(expected: string | undefined): void {
  if (expected !== undefined && expected !== LOCAL_ACCOUNT_ID) throw new AwsError('AccessDenied', 'Access Denied', 403);
}

function errorDocument(error: AwsError, requestId: string): string {
  const fields = Object.entries(error.fields).map(([name, value]) => xmlText(name, String(value)));
  return xmlDocument(
    'Error',
    [
      xmlText('Code', error.code),
      xmlText('Message', error.message),
      ...fields,
      xmlText('RequestId', requestId),
      xmlText('HostId', 'local'),
    ],
    null,
  );
}
