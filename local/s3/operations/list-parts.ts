import { LIST_PARTS_MAX } from '../limits.ts';
import { quoted } from '../object-headers.ts';
import { type S3Operation, xmlResponse } from '../operation.ts';
import { xmlDocument, xmlParent, xmlText } from '../xml.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html */
export const listParts: S3Operation = {
  method: 'GET',
  target: 'object',
  requires: ['uploadId'],
  accepts: ['max-parts', 'part-number-marker'],
  async run({ buckets, uploads }, { bucket, key, query }) {
    await buckets.require(bucket);
    const upload = await uploads.require(bucket, key, query.get('uploadId') ?? '');
    const marker = Number(query.get('part-number-marker') ?? 0) || 0;
    const maxParts = Math.min(Number(query.get('max-parts') ?? LIST_PARTS_MAX) || LIST_PARTS_MAX, LIST_PARTS_MAX);
    const rest = (await uploads.parts(bucket, upload.uploadId)).filter((part) => part.partNumber > marker);
    const page = rest.slice(0, maxParts);
    return xmlResponse(
      xmlDocument('ListPartsResult', [
        xmlText('Bucket', bucket),
        xmlText('Key', key),
        xmlText('UploadId', upload.uploadId),
        xmlText('PartNumberMarker', marker),
        xmlText('NextPartNumberMarker', page.at(-1)?.partNumber ?? marker),
        xmlText('MaxParts', maxParts),
        xmlText('IsTruncated', rest.length > page.length),
        xmlText('ChecksumAlgorithm', upload.checksum?.algorithm),
        xmlText('ChecksumType', upload.checksum?.type),
        ...page.map((part) =>
          xmlParent('Part', [
            xmlText('PartNumber', part.partNumber),
            xmlText('LastModified', new Date(part.lastModified).toISOString()),
            xmlText('ETag', quoted(part.etag)),
            xmlText('Size', part.size),
            xmlText(`Checksum${part.checksum?.algorithm}`, part.checksum?.value),
          ]),
        ),
        xmlText('StorageClass', 'STANDARD'),
      ]),
    );
  },
};
