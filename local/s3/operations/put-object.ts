import { receiveBody } from '../body.ts';
import { writeCondition } from '../conditions.ts';
import { readAttributes, refuseUnkeptHeaders } from '../object-attributes.ts';
import { checksumHeaders, quoted } from '../object-headers.ts';
import type { S3Operation } from '../operation.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export const putObject: S3Operation = {
  method: 'PUT',
  target: 'object',
  async run({ store }, { bucket, key, headers, body }) {
    refuseUnkeptHeaders(headers);
    const condition = writeCondition(headers);
    const attributes = readAttributes(headers);
    const { data, checksum: declared } = receiveBody(headers, body);
    const checksum = declared && { ...declared, type: 'FULL_OBJECT' as const };
    const record = await store.put(bucket, key, { content: [data], attributes, checksum, condition });
    return { status: 200, headers: { etag: quoted(record.etag), ...checksumHeaders(checksum) } };
  },
};
