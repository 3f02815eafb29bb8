import { SUB_RECORDS_MAX } from './limits.ts';
import type { StreamConfiguration } from './stream-configuration.ts';

/**
 * The RecordDeAggregation processor: JSON objects in a row, with or without line ends between them, or parts between
 * delimiters.
 * A record of more than 500 parts, or one that is not of this kind, stays as it is and fails later where its keys are
 * looked for (captured).
 * https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning-multirecord-deaggergation.html
 */
export function deaggregate(data: Buffer, mode: NonNullable<StreamConfiguration['deaggregation']>): Buffer[] {
  const parts = mode.type === 'JSON' ? splitJson(data) : splitDelimited(data, mode.delimiter);
  return parts && parts.length > 0 && parts.length <= SUB_RECORDS_MAX ? parts : [data];
}

function splitDelimited(data: Buffer, delimiter: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let from = 0; from <= data.length; ) {
    const found = data.indexOf(delimiter, from);
    const end = found === -1 ? data.length : found;
    if (end > from) parts.push(data.subarray(from, end));
    from = end + delimiter.length;
  }
  return parts;
}

const [QUOTE, BACKSLASH, OPEN, CLOSE, OPEN_LIST] = [0x22, 0x5c, 0x7b, 0x7d, 0x5b];
const WHITE_SPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);

/**
 * Finds where each top-level object ends by counting braces outside strings; whether an object is valid JSON shows
 * later.
 */
export function splitJson(data: Buffer): Buffer[] | undefined {
  const parts: Buffer[] = [];
  let depth = 0;
  let start = 0;
  let inString = false;
  for (let at = 0; at < data.length; at += 1) {
    const byte = data[at]!;
    if (inString) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) inString = false;
    } else if (depth === 0 && byte === OPEN_LIST) {
      return undefined;
    } else if (byte === QUOTE) {
      inString = true;
    } else if (byte === OPEN) {
      if (depth === 0) start = at;
      depth += 1;
    } else if (byte === CLOSE) {
      depth -= 1;
      if (depth < 0) return undefined;
      if (depth === 0) parts.push(data.subarray(start, at + 1));
    } else if (depth === 0 && !WHITE_SPACE.has(byte)) {
      return undefined;
    }
  }
  return depth === 0 && !inString ? parts : undefined;
}
