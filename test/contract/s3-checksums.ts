import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { ChecksumAlgorithm } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { s3Guide } from './pages.ts';
import { refused } from './refused.ts';
import type { Row } from './row.ts';
import { getObject, ownFolder, putObject, refusal } from './s3-objects.ts';

const SOURCE = s3Guide('checking-object-integrity-upload');
const BODY = 'content';
const base64OfCrc32 = (text: string): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return bytes.toString('base64');
};

/** Of the bytes of {@link BODY}, as `x-amz-checksum-…` has them. */
const CHECKSUMS: [ChecksumAlgorithm, member: string, value: string][] = [
  ['CRC32', 'ChecksumCRC32', base64OfCrc32(BODY)],
  ['CRC32C', 'ChecksumCRC32C', 'Ya91Mw=='],
  ['SHA1', 'ChecksumSHA1', createHash('sha1').update(BODY).digest('base64')],
  ['SHA256', 'ChecksumSHA256', createHash('sha256').update(BODY).digest('base64')],
];

export const s3ChecksumRows: Row[] = [
  ...CHECKSUMS.map(
    ([algorithm, member, value]): Row => ({
      statement: `A ${algorithm} checksum is kept, and told with ChecksumMode ENABLED`,
      mark: 'D',
      source: SOURCE,
      async check(target) {
        const key = `${ownFolder()}object`;
        await putObject(target, key, { Body: BODY, ChecksumAlgorithm: algorithm });
        expect(await getObject(target, key, { ChecksumMode: 'ENABLED' })).toHaveProperty(member, value);
      },
    }),
  ),
  {
    statement: 'A checksum that does not match the body: BadDigest, and nothing is written',
    mark: 'D',
    source: SOURCE,
    async check(target) {
      const key = `${ownFolder()}object`;
      for (const wrong of [
        { ChecksumCRC32: base64OfCrc32('other') },
        { ChecksumSHA256: createHash('sha256').update('other').digest('base64') },
      ]) {
        await refused(putObject(target, key, { Body: BODY, ...wrong }), refusal('BadDigest', 400));
      }
      await refused(getObject(target, key), refusal('NoSuchKey', 404));
    },
  },
  {
    statement: 'A Content-MD5 that does not match: BadDigest; one that is no MD5: InvalidDigest',
    mark: 'D',
    source: SOURCE,
    async check(target) {
      const key = `${ownFolder()}object`;
      const ContentMD5 = createHash('md5').update('other').digest('base64');
      await refused(putObject(target, key, { ContentMD5 }), refusal('BadDigest', 400));
      await refused(putObject(target, key, { ContentMD5: 'no MD5' }), refusal('InvalidDigest', 400));
    },
  },
];
