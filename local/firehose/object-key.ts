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
