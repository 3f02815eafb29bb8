import type { WireRequest } from './message.ts';

/**
 * `bucket.s3.us-east-1.amazonaws.com`, `bucket.s3.localhost:4566`: what stands before the last `.s3` is the bucket, which may itself hold dots.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
const S3_HOST = /^(.+)\.s3(?:[.-][^:]*)?(?::\d+)?$/;
/** What an SDK makes of the endpoint `http://localhost:4566`. */
const LOCAL_HOST = /^(.+)\.localhost(?::\d+)?$/;
/** The longest name that DNS has. */
const HOST_LENGTH_MAX = 259;

/** A virtual-hosted S3 request in path style; a path-style request unchanged. */
export function toPathStyle(request: WireRequest): WireRequest {
  const host = request.headers.host ?? '';
  if (host.length > HOST_LENGTH_MAX) return request;
  const bucket = (S3_HOST.exec(host) ?? LOCAL_HOST.exec(host))?.[1];
  if (bucket === undefined || bucket === 's3') return request;
  return { ...request, path: `/${bucket}${request.path}` };
}
