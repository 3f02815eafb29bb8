import { AWS_SERVICES, LAMBDA_PATHS } from './aws-services.ts';
import { AwsError, type Route, type WireHandler, type WireRequest } from './message.ts';
import { toPathStyle } from './s3-address.ts';
import { signingNameOf } from './signing-name.ts';

export interface Routes {
  /** AWS JSON services by their `X-Amz-Target` prefix, without the dot: `Kinesis_20131202`. */
  targets: Record<string, WireHandler>;
  /** AWS query services by their signing name: `sns`. */
  query?: Record<string, WireHandler>;
  lambda?: WireHandler;
  /** Sees path style only. */
  s3?: WireHandler;
}

/**
 * Routes a request the way AWS SDKs address services on one endpoint. In this order: `X-Amz-Target`; S3 by its signature;
 * Lambda by its paths; another service by its signature; what is left is an unsigned S3 request.
 *
 * What is not there is refused by name with the list of what is, and so is CBOR, which no local service speaks.
 */
export function createRouter({ targets, query = {}, lambda, s3 }: Routes): Route {
  const byTarget = new Map(Object.entries(targets));
  const bySigningName = new Map<string, WireHandler>();
  for (const { signingName, target } of AWS_SERVICES) {
    const handler = target === undefined ? undefined : byTarget.get(target);
    if (handler && !bySigningName.has(signingName)) bySigningName.set(signingName, handler);
  }
  for (const [signingName, handler] of Object.entries(query)) bySigningName.set(signingName, handler);
  if (lambda) bySigningName.set('lambda', lambda);
  const unknown = (what: string) =>
    new AwsError(
      'UnknownOperationException',
      `The local stack has no ${what}. It has: ${offer({ targets, query, lambda, s3 })}.`,
      404,
    );

  return (request) => {
    refuseCbor(request);
    const signingName = signingNameOf(request);
    const target = request.headers['x-amz-target'];
    if (target !== undefined) {
      const prefix = target.slice(0, Math.max(0, target.lastIndexOf('.')));
      const handler = byTarget.get(prefix);
      if (!handler) throw unknown(`service "${signingName ?? prefix}" (X-Amz-Target: ${target})`);
      return handler;
    }
    if (signingName !== 's3') {
      const handler = LAMBDA_PATHS.some((path) => request.path.startsWith(path))
        ? lambda
        : bySigningName.get(signingName ?? '');
      if (handler) return handler;
      if (signingName !== undefined) throw unknown(`service "${signingName}"`);
    }
    if (!s3) throw unknown('service "s3"');
    return (s3Request) => s3(toPathStyle(s3Request));
  };
}

function offer({
  targets,
  query,
  lambda,
  s3,
}: {
  targets: object;
  query: object;
  lambda: unknown;
  s3: unknown;
}): string {
  const names = [
    ...Object.keys(targets).map((name) => AWS_SERVICES.find(({ target }) => target === name)?.name ?? name),
    ...Object.keys(query).map((name) => AWS_SERVICES.find(({ signingName }) => signingName === name)?.name ?? name),
  ];
  return [...names, ...(lambda ? ['Lambda'] : []), ...(s3 ? ['S3'] : [])].sort().join(', ');
}

function refuseCbor({ headers, path }: WireRequest): void {
  if (headers['smithy-protocol'] === undefined && !headers['content-type']?.includes('cbor')) return;
  throw new AwsError(
    'UnsupportedProtocolException',
    `The local stack speaks AWS JSON, not CBOR, which this client chose for ${headers['x-amz-target'] ?? path}. ` +
      'Set AWS_CBOR_DISABLE=true for an older SDK; for a newer one choose the AWS JSON protocol in the client.',
    415,
  );
}
