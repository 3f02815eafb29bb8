import { AwsError } from '../wire/message.ts';
import { objectContentEncoding } from './body.ts';
import { notImplemented } from './errors.ts';
import { USER_METADATA_BYTES_MAX } from './limits.ts';
import { DEFAULT_CONTENT_TYPE, type ObjectAttributes } from './object-record.ts';

const SYSTEM_HEADERS = [
  'content-type',
  'content-encoding',
  'cache-control',
  'content-disposition',
  'content-language',
  'expires',
];
const METADATA_PREFIX = 'x-amz-meta-';

/** What would change an object or who may read it, and is not kept here: better refused than forgotten. */
const REFUSED_HEADERS =
  /^x-amz-(tagging|object-lock-|grant-|website-redirect-location|server-side-encryption-customer-|write-offset-bytes)/;

/** The metadata that a request gives an object. Throws `MetadataTooLarge`. https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html */
export function readAttributes(requestHeaders: Record<string, string>): ObjectAttributes {
  const headers: Record<string, string> = { 'content-type': DEFAULT_CONTENT_TYPE };
  for (const name of SYSTEM_HEADERS) {
    const value = name === 'content-encoding' ? objectContentEncoding(requestHeaders[name]) : requestHeaders[name];
    if (value) headers[name] = value;
  }
  const named = Object.entries(requestHeaders).filter(([name]) => name.startsWith(METADATA_PREFIX));
  const metadata = named.map(([name, value]): [string, string] => [name.slice(METADATA_PREFIX.length), value]);
  checkMetadataSize(metadata);
  return { headers, metadata: Object.fromEntries(metadata) };
}

/** The same metadata as headers of a response. */
export function attributeHeaders({ headers, metadata }: ObjectAttributes): Record<string, string> {
  const named = Object.entries(metadata).map(([name, value]) => [METADATA_PREFIX + name, value]);
  return { ...headers, ...Object.fromEntries(named) };
}

/** Throws `NotImplemented` for a header whose meaning would be lost. */
export function refuseUnkeptHeaders(headers: Record<string, string>): void {
  const refused = Object.keys(headers).find((name) => REFUSED_HEADERS.test(name));
  if (refused) throw notImplemented(`the header ${refused}`, 'Leave it out.');
}

function checkMetadataSize(metadata: [string, string][]): void {
  const size = metadata.reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0);
  if (size <= USER_METADATA_BYTES_MAX) return;
  throw new AwsError('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size', 400, {
    Size: size,
    MaxSizeAllowed: USER_METADATA_BYTES_MAX,
  });
}
