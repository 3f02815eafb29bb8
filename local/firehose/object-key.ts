import { compileDateFormat } from './date-format.ts';
import type { ZonedTime } from './zoned-time.ts';

const SUFFIX_TIME = compileDateFormat('yyyy-MM-dd-HH-mm-ss')!;

/**
 * The last part of an object's key: `<stream>-<version>-yyyy-MM-dd-HH-mm-ss-<uuid><extension>`, in the time of its
 * oldest record.
 * https://docs.aws.amazon.com/firehose/latest/dev/s3-object-name.html
 */
export function objectName(name: {
  stream: string;
  version: number;
  time: ZonedTime;
  uuid: string;
  extension: string;
}): string {
  return `${name.stream}-${name.version}-${SUFFIX_TIME(name.time)}-${name.uuid}${name.extension}`;
}

/** A version 4 UUID from a seeded source, so that a run can be repeated byte for byte. */
export function uuidFrom(random: () => number): string {
  let hex = '';
  for (let word = 0; word < 4; word += 1)
    hex += Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  const variant = '89ab'[Number.parseInt(hex[16]!, 16) & 3];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}
