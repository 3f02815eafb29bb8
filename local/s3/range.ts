import { AwsError } from '../wire/message.ts';

/** The first and the last byte, both included. */
export interface ByteRange {
  first: number;
  last: number;
}

/**
 * Reads `Range: bytes=…`. Anything but one byte range is left out of account, as S3 does: the answer is then the whole object.
 * Throws 416 `InvalidRange` when no byte of the object lies in the range.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export function parseRange(header: string | undefined, size: number): ByteRange | undefined {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (!header || !found || (found[1] === '' && found[2] === '')) return undefined;
  const [, from = '', to = ''] = found;
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined;
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (first <= last) return { first, last };
  throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416, {
    RangeRequested: header,
    ActualObjectSize: size,
  });
}
