import { noSuchKey } from '../errors.ts';
import { checksumHeaders, conditionalAnswer, objectHeaders, wantsChecksum } from '../object-headers.ts';
import type { S3Operation } from '../operation.ts';
import { parseRange } from '../range.ts';
import { readFully } from '../read-fully.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
export const getObject: S3Operation = {
  method: 'GET',
  target: 'object',
  async run({ store }, { bucket, key, headers }) {
    const object = await store.open(bucket, key);
    if (!object) throw noSuchKey(key);
    const { record, handle } = object;
    try {
      const shortcut = conditionalAnswer(headers, record);
      if (shortcut) return shortcut;
      const range = parseRange(headers.range, record.size);
      if (!range) {
        const checksum = wantsChecksum(headers) ? checksumHeaders(record.checksum) : {};
        const body = await readFully(handle, 0, record.size);
        return { status: 200, headers: { ...objectHeaders(record), ...checksum }, body };
      }
      const body = await readFully(handle, range.first, range.last - range.first + 1);
      const contentRange = `bytes ${range.first}-${range.last}/${record.size}`;
      return { status: 206, headers: { ...objectHeaders(record), 'content-range': contentRange }, body };
    } finally {
      await handle.close();
    }
  },
};
