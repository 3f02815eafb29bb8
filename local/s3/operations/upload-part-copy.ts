import { parseCopySource, withCopySource } from '../copy-source.ts';
import { invalidArgument } from '../errors.ts';
import { quoted } from '../object-headers.ts';
import { type S3Operation, xmlResponse } from '../operation.ts';
import { partChecksum, partTarget } from '../part-upload.ts';
import { parseRange } from '../range.ts';
import { readFully } from '../read-fully.ts';
import { xmlDocument, xmlText } from '../xml.ts';

/** How clients copy what is large. https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html */
export const uploadPartCopy: S3Operation = {
  method: 'PUT',
  target: 'object',
  requires: ['partNumber', 'uploadId'],
  requiresHeader: 'x-amz-copy-source',
  async run(context, request) {
    const { headers, bucket } = request;
    const { upload, partNumber } = await partTarget(context, request);
    const source = parseCopySource(headers['x-amz-copy-source'] ?? '');
    const data = await withCopySource(context.store, source, headers, async ({ handle, record }) => {
      const { first, length } = sourceRange(headers['x-amz-copy-source-range'], record.size);
      return await readFully(handle, first, length);
    });
    const checksum = partChecksum(upload, undefined, data);
    const part = await context.uploads.putPart(bucket, upload.uploadId, partNumber, data, checksum);
    return xmlResponse(
      xmlDocument('CopyPartResult', [
        xmlText('LastModified', new Date(part.lastModified).toISOString()),
        xmlText('ETag', quoted(part.etag)),
        xmlText(`Checksum${checksum?.algorithm}`, checksum?.value),
      ]),
    );
  },
};

function sourceRange(header: string | undefined, size: number): { first: number; length: number } {
  if (header === undefined) return { first: 0, length: size };
  const range = /^bytes=\d+-\d+$/.test(header) ? parseRange(header, size) : undefined;
  if (range) return { first: range.first, length: range.last - range.first + 1 };
  throw invalidArgument(
    'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
    'x-amz-copy-source-range',
    header,
  );
}
