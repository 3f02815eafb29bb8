import type { WireRequest } from './message.ts';

/**
 * The service that a request is signed for: the fourth part of the SigV4 credential scope
 * (`<key>/<yyyyMMdd>/<region>/<service>/aws4_request`), from the header or, for a presigned URL, the query.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html
 */
export function signingNameOf({ headers, query }: WireRequest): string | undefined {
  const fromHeader = headers.authorization?.match(/Credential=([^,\s]+)/)?.[1];
  const credential = fromHeader ?? query.get('X-Amz-Credential') ?? '';
  const parts = credential.split('/');
  // The access key id may hold slashes, so count from the end. SigV4a scopes lack the region.
  return parts.length >= 4 ? parts[parts.length - 2] : undefined;
}
