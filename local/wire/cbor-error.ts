/**
 * A CBOR map of text to text, all that an error needs: a client of Smithy RPC v2 CBOR cannot read a refusal in any other form.
 * https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
 */
export function encodeCborStrings(fields: Record<string, string>): Buffer {
  const entries = Object.entries(fields);
  const parts = [head(0xa0, entries.length)];
  for (const [key, value] of entries) parts.push(text(key), text(value));
  return Buffer.concat(parts);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([head(0x60, bytes.length), bytes]);
}

/** The initial byte of a data item and its argument. RFC 8949, section 3. */
function head(majorType: number, argument: number): Buffer {
  if (argument < 24) return Buffer.from([majorType | argument]);
  if (argument < 0x100) return Buffer.from([majorType | 24, argument]);
  return Buffer.from([majorType | 25, argument >> 8, argument & 0xff]);
}
