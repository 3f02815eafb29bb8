import { join } from 'node:path';
import { AwsError } from '../wire/message.ts';
import { invalidArgument } from './errors.ts';
import { OBJECT_KEY_BYTES_MAX, PATH_SEGMENT_BYTES_MAX } from './limits.ts';

/**
 * The file of a key below its bucket's directory. Segments between slashes become directories and a file of the same
 * names, so that people and DuckDB find them, with one exception: the names that a file system keeps for itself
 * (empty, `.`, `..`) get a `%` in front, and so do the keys that look like such a name. `a/` lies in `a/%`.
 *
 * Throws `KeyTooLongError` or `InvalidArgument` for a key that cannot be a file.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
 */
export function keyToPath(bucketDirectory: string, key: string): string {
  refuseImpossible(key);
  return join(bucketDirectory, ...key.split('/').map(segmentToName));
}

/** The segment of a key that a directory entry stands for. */
export function nameToSegment(name: string): string {
  return RESERVED_NAME.test(name) ? name.slice(1) : name;
}

const RESERVED_NAME = /^%+\.{0,2}$/;

function segmentToName(segment: string): string {
  return segment === '' || segment === '.' || segment === '..' || RESERVED_NAME.test(segment) ? `%${segment}` : segment;
}

function refuseImpossible(key: string): void {
  if (key === '') throw invalidArgument('An object key must have at least one character.', 'key', key);
  const bytes = Buffer.byteLength(key);
  if (bytes > OBJECT_KEY_BYTES_MAX) {
    throw new AwsError('KeyTooLongError', 'Your key is too long', 400, {
      Size: bytes,
      MaxSizeAllowed: OBJECT_KEY_BYTES_MAX,
    });
  }
  if (key.includes('\0'))
    throw invalidArgument('The local S3 keeps objects as files: a key cannot hold NUL.', 'key', key);
  if (!key.isWellFormed()) throw invalidArgument('An object key must be valid Unicode.', 'key', key);
  for (const segment of key.split('/')) {
    const size = Buffer.byteLength(segmentToName(segment));
    if (size <= PATH_SEGMENT_BYTES_MAX) continue;
    throw new AwsError(
      'KeyTooLongError',
      `The local S3 keeps objects as files: between slashes a key can have ${PATH_SEGMENT_BYTES_MAX} bytes, not ${size}.`,
      400,
      { Size: size, MaxSizeAllowed: PATH_SEGMENT_BYTES_MAX },
    );
  }
}
