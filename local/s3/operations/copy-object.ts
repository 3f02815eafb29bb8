import { type Checksum, checksumOf } from '../checksums.ts';
import { writeCondition } from '../conditions.ts';
import { parseCopySource, withCopySource } from '../copy-source.ts';
import { namedAlgorithm } from '../declared-checksum.ts';
import { invalidArgument, invalidRequest } from '../errors.ts';
import { readAttributes, refuseUnkeptHeaders } from '../object-attributes.ts';
import { quoted } from '../object-headers.ts';
import type { OpenObject } from '../object-store.ts';
import { type S3Operation, xmlResponse } from '../operation.ts';
import { readFully } from '../read-fully.ts';
import { xmlDocument, xmlText } from '../xml.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export const copyObject: S3Operation = {
  method: 'PUT',
  target: 'object',
  requiresHeader: 'x-amz-copy-source',
  async run({ store }, { bucket, key, headers }) {
    refuseUnkeptHeaders(headers);
    const source = parseCopySource(headers['x-amz-copy-source'] ?? '');
    const isReplaced = readDirective(headers['x-amz-metadata-directive']);
    if (!isReplaced && source.bucket === bucket && source.key === key) {
      throw invalidRequest(
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
      );
    }
    const record = await withCopySource(store, source, headers, async (object) => {
      const content = await readFully(object.handle, 0, object.record.size);
      return await store.put(bucket, key, {
        content: [content],
        attributes: isReplaced ? readAttributes(headers) : object.record.attributes,
        checksum: copiedChecksum(headers, object, content),
        condition: writeCondition(headers),
      });
    });
    return xmlResponse(
      xmlDocument('CopyObjectResult', [
        xmlText('LastModified', new Date(record.lastModified).toISOString()),
        xmlText('ETag', quoted(record.etag)),
        xmlText(`Checksum${record.checksum?.algorithm}`, record.checksum?.value),
        xmlText('ChecksumType', record.checksum?.type),
      ]),
    );
  },
};

function readDirective(header: string | undefined): boolean {
  if (header === undefined || header === 'COPY') return false;
  if (header === 'REPLACE') return true;
  throw invalidArgument('Unknown metadata directive.', 'x-amz-metadata-directive', header);
}

/** A copy is one object in one piece: a checksum of parts would no longer be true of it. */
function copiedChecksum(
  headers: Record<string, string>,
  { record }: OpenObject,
  content: Buffer,
): Checksum | undefined {
  const algorithm = namedAlgorithm(headers, 'x-amz-checksum-algorithm') ?? record.checksum?.algorithm;
  return algorithm && { algorithm, type: 'FULL_OBJECT', value: checksumOf(algorithm, content) };
}
