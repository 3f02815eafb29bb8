import type { AwsError } from '../../wire/message.ts';
import { type Checksum, checksumOf } from '../checksums.ts';
import { judgeRead, preconditionFailed, writeCondition } from '../conditions.ts';
import { namedAlgorithm } from '../declared-checksum.ts';
import { invalidArgument, invalidRequest, noSuchKey, notImplemented } from '../errors.ts';
import { readAttributes, refuseUnkeptHeaders } from '../object-attributes.ts';
import { quoted } from '../object-headers.ts';
import type { OpenObject } from '../object-store.ts';
import { type S3Operation, xmlResponse } from '../operation.ts';
import { readFully } from '../read-fully.ts';
import { percentDecode } from '../request.ts';
import { xmlDocument, xmlText } from '../xml.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export const copyObject: S3Operation = {
  method: 'PUT',
  target: 'object',
  requiresHeader: 'x-amz-copy-source',
  async run({ store }, { bucket, key, headers }) {
    refuseUnkeptHeaders(headers);
    const source = parseSource(headers['x-amz-copy-source'] ?? '');
    const isReplaced = readDirective(headers['x-amz-metadata-directive']);
    if (!isReplaced && source.bucket === bucket && source.key === key) throw copyToItself();
    const object = await store.open(source.bucket, source.key);
    if (!object) throw noSuchKey(source.key);
    try {
      if (judgeRead(headers, object.record, 'x-amz-copy-source-') !== 'ok')
        throw preconditionFailed('x-amz-copy-source-If-*');
      const content = await readFully(object.handle, 0, object.record.size);
      const record = await store.put(bucket, key, {
        content: [content],
        attributes: isReplaced ? readAttributes(headers) : object.record.attributes,
        checksum: copiedChecksum(headers, object, content),
        condition: writeCondition(headers),
      });
      return xmlResponse(
        xmlDocument('CopyObjectResult', [
          xmlText('LastModified', new Date(record.lastModified).toISOString()),
          xmlText('ETag', quoted(record.etag)),
          xmlText(`Checksum${record.checksum?.algorithm}`, record.checksum?.value),
          xmlText('ChecksumType', record.checksum?.type),
        ]),
      );
    } finally {
      await object.handle.close();
    }
  },
};

/** `[/]bucket/key`, percent-encoded. */
function parseSource(header: string): { bucket: string; key: string } {
  const [path = '', version] = header.split('?');
  if (version !== undefined) throw notImplemented('a copy source with a version', 'It keeps no versions.');
  const found = /^\/?([^/]+)\/(.+)$/s.exec(percentDecode(path));
  if (!found) {
    throw invalidArgument(
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
      'x-amz-copy-source',
      header,
    );
  }
  return { bucket: found[1]!, key: found[2]! };
}

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
  if (!algorithm) return undefined;
  return { algorithm, type: 'FULL_OBJECT', value: checksumOf(algorithm, content) };
}

function copyToItself(): AwsError {
  return invalidRequest(
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  );
}
