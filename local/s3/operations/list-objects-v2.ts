import { invalidArgument } from '../errors.ts';
import type { WalkStart } from '../key-walk.ts';
import { commonPrefix, contents, encoderOf, parseMaxKeys } from '../list-members.ts';
import { listPage } from '../listing.ts';
import { type S3Operation, xmlResponse } from '../operation.ts';
import { xmlDocument, xmlText } from '../xml.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export const listObjectsV2: S3Operation = {
  method: 'GET',
  target: 'bucket',
  requires: ['list-type'],
  accepts: ['prefix', 'delimiter', 'max-keys', 'continuation-token', 'start-after', 'encoding-type', 'fetch-owner'],
  async run({ store, buckets }, { bucket, query }) {
    const parameter = (name: string) => query.get(name) ?? undefined;
    const prefix = parameter('prefix') ?? '';
    const delimiter = parameter('delimiter') ?? '';
    const startAfter = parameter('start-after');
    const token = parameter('continuation-token');
    const maxKeys = parseMaxKeys(parameter('max-keys'));
    const encode = encoderOf(parameter('encoding-type'));
    const start =
      token !== undefined ? readToken(token) : startAfter ? { after: startAfter, isPrefix: false } : undefined;
    const page = await listPage(store, buckets, bucket, { prefix, delimiter, maxKeys, start });
    return xmlResponse(
      xmlDocument('ListBucketResult', [
        xmlText('Name', bucket),
        xmlText('Prefix', encode(prefix)),
        xmlText('Delimiter', delimiter === '' ? undefined : encode(delimiter)),
        xmlText('MaxKeys', maxKeys),
        xmlText('EncodingType', parameter('encoding-type')),
        xmlText('KeyCount', page.contents.length + page.commonPrefixes.length),
        xmlText('IsTruncated', page.next !== undefined),
        xmlText('ContinuationToken', token),
        xmlText('NextContinuationToken', page.next && writeToken(page.next)),
        xmlText('StartAfter', startAfter && encode(startAfter)),
        ...page.contents.map((record) => contents(record, encode, parameter('fetch-owner') === 'true')),
        ...page.commonPrefixes.map((common) => commonPrefix(common, encode)),
      ]),
    );
  },
};

function writeToken(start: WalkStart): string {
  return Buffer.from(JSON.stringify([start.after, start.isPrefix])).toString('base64url');
}

function readToken(token: string): WalkStart {
  try {
    const [after, isPrefix] = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (typeof after === 'string' && typeof isPrefix === 'boolean') return { after, isPrefix };
  } catch {
    // Refused below, as one that parses but is not ours.
  }
  throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
}
