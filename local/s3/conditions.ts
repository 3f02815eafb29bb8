import { AwsError } from '../wire/message.ts';
import { noSuchKey, notImplemented } from './errors.ts';

/** What a conditional request is judged by. */
export interface Version {
  /** Without quotes. */
  etag: string;
  /** Milliseconds since the epoch. */
  lastModified: number;
}

export type ReadVerdict = 'ok' | 'not-modified' | 'precondition-failed';

/**
 * Judges a conditional GET, HEAD or copy. `If-Match` outweighs `If-Unmodified-Since`, `If-None-Match` outweighs `If-Modified-Since`.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-reads.html
 */
export function judgeRead(headers: Record<string, string>, version: Version, prefix = ''): ReadVerdict {
  const header = (name: string) => headers[prefix + name];
  const ifMatch = header('if-match');
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, version.etag)) return 'precondition-failed';
  } else if (seconds(version.lastModified) > dateOf(header('if-unmodified-since'), Number.POSITIVE_INFINITY)) {
    return 'precondition-failed';
  }
  const ifNoneMatch = header('if-none-match');
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, version.etag) ? 'not-modified' : 'ok';
  return seconds(version.lastModified) <= dateOf(header('if-modified-since'), Number.NEGATIVE_INFINITY)
    ? 'not-modified'
    : 'ok';
}

export interface WriteCondition {
  ifMatch?: string | undefined;
  ifNoneMatch?: string | undefined;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
export function writeCondition(headers: Record<string, string>): WriteCondition {
  const ifNoneMatch = headers['if-none-match'];
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') {
    throw notImplemented('a write with If-None-Match of an ETag', 'S3 takes If-None-Match: * only.');
  }
  return { ifMatch: headers['if-match'], ifNoneMatch };
}

/** Throws 412 `PreconditionFailed`, or `NoSuchKey` for an `If-Match` on a key that is not there. */
export function checkWrite(condition: WriteCondition, key: string, current: Version | undefined): void {
  if (condition.ifNoneMatch !== undefined && current) throw preconditionFailed('If-None-Match');
  if (condition.ifMatch === undefined) return;
  if (!current) throw noSuchKey(key);
  if (!matches(condition.ifMatch, current.etag)) throw preconditionFailed('If-Match');
}

export function preconditionFailed(condition: string): AwsError {
  return new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412, {
    Condition: condition,
  });
}

function matches(header: string, etag: string): boolean {
  return header.split(',').some((candidate) => {
    const bare = candidate
      .trim()
      .replace(/^W\//, '')
      .replace(/^"(.*)"$/, '$1');
    return bare === '*' || bare === etag;
  });
}

function dateOf(header: string | undefined, otherwise: number): number {
  const time = header === undefined ? Number.NaN : Date.parse(header);
  return Number.isNaN(time) ? otherwise : seconds(time);
}

/** HTTP dates have no finer grain. */
function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}
