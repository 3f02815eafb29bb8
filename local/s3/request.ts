import { AwsError, type WireRequest } from '../wire/message.ts';
import { checkBucketName } from './bucket-name.ts';

/** A request with what it is about; `bucket` and `key` are empty where it names none. */
export interface S3Request extends WireRequest {
  bucket: string;
  key: string;
}

/**
 * Reads bucket and key from the path. The router has put the bucket of a virtual host there.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
export function readRequest(request: WireRequest): S3Request {
  const path = request.path.replace(/^\//, '');
  const slash = path.indexOf('/');
  const bucket = percentDecode(slash < 0 ? path : path.slice(0, slash));
  if (bucket !== '') checkBucketName(bucket);
  return { ...request, bucket, key: slash < 0 ? '' : percentDecode(path.slice(slash + 1)) };
}

/** Throws `InvalidURI` for what is not percent-encoded UTF-8. */
export function percentDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError('InvalidURI', "Couldn't parse the specified URI: it is not percent-encoded UTF-8.", 400, {
      URI: text,
    });
  }
}
