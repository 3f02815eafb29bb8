import { noSuchKey } from '../errors.ts';
import { checksumHeaders, conditionalAnswer, objectHeaders, wantsChecksum } from '../object-headers.ts';
import type { S3Operation } from '../operation.ts';
import { parseRange } from '../range.ts';

/** The headers of a GET, the length among them, and no body. https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html */
export const headObject: S3Operation = {
  method: 'HEAD',
  target: 'object',
  async run({ store }, { bucket, key, headers }) {
    const record = await store.head(bucket, key);
    if (!record) throw noSuchKey(key);
    const shortcut = conditionalAnswer(headers, record);
    if (shortcut) return shortcut;
    const range = parseRange(headers.range, record.size);
    if (range) {
      return {
        status: 206,
        headers: {
          ...objectHeaders(record),
          'content-length': String(range.last - range.first + 1),
          'content-range': `bytes ${range.first}-${range.last}/${record.size}`,
        },
      };
    }
    const checksum = wantsChecksum(headers) ? checksumHeaders(record.checksum) : {};
    return { status: 200, headers: { ...objectHeaders(record), ...checksum, 'content-length': String(record.size) } };
  },
};
