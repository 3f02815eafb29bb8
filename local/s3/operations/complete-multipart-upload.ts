import { createHash } from 'node:crypto';
import { AwsError } from '../../wire/message.ts';
import { CHECKSUM_ALGORITHMS } from '../checksums.ts';
import { writeCondition } from '../conditions.ts';
import { malformedXml } from '../errors.ts';
import { PART_SIZE_BYTES_MIN } from '../limits.ts';
import { completedChecksum } from '../multipart-checksum.ts';
import { quoted } from '../object-headers.ts';
import { type S3Operation, xmlResponse } from '../operation.ts';
import type { Part } from '../upload-store.ts';
import { parseXml, xmlChildren, xmlChildText, xmlDocument, xmlText } from '../xml.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html */
export const completeMultipartUpload: S3Operation = {
  method: 'POST',
  target: 'object',
  requires: ['uploadId'],
  async run({ buckets, store, uploads }, request) {
    const { bucket, key, query, headers, body } = request;
    await buckets.require(bucket);
    const upload = await uploads.require(bucket, key, query.get('uploadId') ?? '');
    const parts = chooseParts(body, await uploads.parts(bucket, upload.uploadId));
    const content = () => uploads.content(bucket, upload.uploadId, parts);
    const checksum = await completedChecksum(upload, parts, content(), request);
    const record = await store.put(bucket, key, {
      content: content(),
      attributes: upload.attributes,
      checksum,
      etag: multipartEtag(parts),
      condition: writeCondition(headers),
    });
    await uploads.remove(bucket, upload.uploadId);
    return xmlResponse(
      xmlDocument('CompleteMultipartUploadResult', [
        xmlText('Location', `/${bucket}/${key}`),
        xmlText('Bucket', bucket),
        xmlText('Key', key),
        xmlText('ETag', quoted(record.etag)),
        xmlText(`Checksum${checksum?.algorithm}`, checksum?.value),
        xmlText('ChecksumType', checksum?.type),
      ]),
    );
  },
};

/** The parts that the request lists, each as it was sent. Throws `InvalidPartOrder`, `InvalidPart` and `EntityTooSmall`. */
function chooseParts(body: Buffer, sent: Part[]): Part[] {
  const byNumber = new Map(sent.map((part) => [part.partNumber, part]));
  const listed = xmlChildren(parseXml(body, 'CompleteMultipartUpload'), 'Part');
  if (listed.length === 0) throw malformedXml();
  const parts = listed.map((entry) => {
    const part = byNumber.get(Number(xmlChildText(entry, 'PartNumber')));
    const etag = xmlChildText(entry, 'ETag')?.replaceAll('"', '');
    if (!part || part.etag !== etag || !hasListedChecksum(part, entry)) throw invalidPart();
    return part;
  });
  if (parts.some((part, index) => index > 0 && part.partNumber <= parts[index - 1]!.partNumber)) {
    throw new AwsError(
      'InvalidPartOrder',
      'The list of parts was not in ascending order. Parts must be ordered by part number.',
    );
  }
  const small = parts.slice(0, -1).find((part) => part.size < PART_SIZE_BYTES_MIN);
  if (small) throw tooSmall(small);
  return parts;
}

function hasListedChecksum({ checksum }: Part, entry: Parameters<typeof xmlChildText>[0]): boolean {
  return CHECKSUM_ALGORITHMS.every((algorithm) => {
    const listed = xmlChildText(entry, `Checksum${algorithm}`);
    return listed === undefined || (checksum?.algorithm === algorithm && checksum.value === listed);
  });
}

/** The MD5 of the parts' MD5s, and how many they were. */
function multipartEtag(parts: Part[]): string {
  const md5 = createHash('md5');
  for (const part of parts) md5.update(Buffer.from(part.etag, 'hex'));
  return `${md5.digest('hex')}-${parts.length}`;
}

function invalidPart(): AwsError {
  return new AwsError(
    'InvalidPart',
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
  );
}

function tooSmall(part: Part): AwsError {
  return new AwsError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', 400, {
    ETag: part.etag,
    MinSizeAllowed: PART_SIZE_BYTES_MIN,
    ProposedSize: part.size,
    PartNumber: part.partNumber,
  });
}
