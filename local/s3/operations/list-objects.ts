import { commonPrefix, contents, encoderOf, parseMaxKeys } from '../list-members.ts';
import { listPage } from '../listing.ts';
import { type S3Operation, xmlResponse } from '../operation.ts';
import { xmlDocument, xmlText } from '../xml.ts';

/**
 * The first version of listing, which boto3's `bucket.objects` still uses. A page is told where to begin by its predecessor's last
 * key; only with a delimiter is that named as `NextMarker`.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html
 */
export const listObjects: S3Operation = {
  method: 'GET',
  target: 'bucket',
  accepts: ['prefix', 'delimiter', 'max-keys', 'marker', 'encoding-type'],
  async run({ store, buckets }, { bucket, query }) {
    const prefix = query.get('prefix') ?? '';
    const delimiter = query.get('delimiter') ?? '';
    const marker = query.get('marker') ?? '';
    const maxKeys = parseMaxKeys(query.get('max-keys') ?? undefined);
    const encode = encoderOf(query.get('encoding-type') ?? undefined);
    const isPrefix = delimiter !== '' && marker.endsWith(delimiter);
    const start = marker === '' ? undefined : { after: marker, isPrefix };
    const page = await listPage(store, buckets, bucket, { prefix, delimiter, maxKeys, start });
    return xmlResponse(
      xmlDocument('ListBucketResult', [
        xmlText('Name', bucket),
        xmlText('Prefix', encode(prefix)),
        xmlText('Marker', encode(marker)),
        xmlText('Delimiter', delimiter === '' ? undefined : encode(delimiter)),
        xmlText('MaxKeys', maxKeys),
        xmlText('EncodingType', query.get('encoding-type') ?? undefined),
        xmlText('IsTruncated', page.next !== undefined),
        xmlText('NextMarker', delimiter !== '' && page.next ? encode(page.next.after) : undefined),
        ...page.contents.map((record) => contents(record, encode, true)),
        ...page.commonPrefixes.map((common) => commonPrefix(common, encode)),
      ]),
    );
  },
};
