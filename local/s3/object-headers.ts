import type { WireResponse } from '../wire/message.ts';
import { type Checksum, checksumHeader } from './checksums.ts';
import { judgeRead, preconditionFailed } from './conditions.ts';
import { attributeHeaders } from './object-attributes.ts';
import type { ObjectRecord } from './object-record.ts';

/** What GET and HEAD say of an object beside its length. */
export function objectHeaders(record: ObjectRecord): Record<string, string> {
  return {
    ...attributeHeaders(record.attributes),
    etag: quoted(record.etag),
    'last-modified': new Date(record.lastModified).toUTCString(),
    'accept-ranges': 'bytes',
  };
}

/** Of the whole object: left out where a range is answered, which it would not fit. */
export function checksumHeaders(checksum: Checksum | undefined): Record<string, string> {
  if (!checksum) return {};
  return { [checksumHeader(checksum.algorithm)]: checksum.value, 'x-amz-checksum-type': checksum.type };
}

export function wantsChecksum(headers: Record<string, string>): boolean {
  return headers['x-amz-checksum-mode']?.toUpperCase() === 'ENABLED';
}

/** 304 where the client's copy is good; throws 412 `PreconditionFailed`; undefined where the object is to be sent. */
export function conditionalAnswer(headers: Record<string, string>, record: ObjectRecord): WireResponse | undefined {
  const verdict = judgeRead(headers, record);
  if (verdict === 'precondition-failed')
    throw preconditionFailed(headers['if-match'] ? 'If-Match' : 'If-Unmodified-Since');
  if (verdict === 'ok') return undefined;
  const { etag, 'last-modified': lastModified } = objectHeaders(record);
  return { status: 304, headers: { etag: etag!, 'last-modified': lastModified! } };
}

/** ETags are kept bare and quoted on the wire. */
export function quoted(etag: string): string {
  return `"${etag}"`;
}
