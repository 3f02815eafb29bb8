/** Base64 both ways over one scratch buffer: a buffer per record would cost more than the coding itself. */
export interface Base64 {
  /**
   * The bytes of canonical RFC 4648 base64 (standard alphabet, padded, no white space, zero trailing bits), else
   * undefined. The bytes are valid until the next call.
   */
  decode(data: unknown): Buffer | undefined;
  /** Base64 of `text` in `encoding`, as Node's Buffer encodes it. Latin-1 has no character beyond \xff: it throws. */
  encode(text: string, encoding: 'utf8' | 'latin1'): string;
}

/** First size of the scratch buffer, bytes. It grows to what the largest record needs. */
const scratchBytes = 65_536;

export function createBase64(): Base64 {
  let scratch = Buffer.allocUnsafeSlow(scratchBytes);

  function reserve(bytes: number): Buffer {
    if (scratch.length < bytes) scratch = Buffer.allocUnsafeSlow(bytes * 2);
    return scratch;
  }

  return {
    decode(data) {
      if (typeof data !== 'string') return undefined;
      const buffer = reserve(data.length);
      const bytes = buffer.write(data, 'base64');
      // Node's decoder skips or folds whatever is not base64. Only canonical text comes back from its own bytes.
      return buffer.toString('base64', 0, bytes) === data ? buffer.subarray(0, bytes) : undefined;
    },
    encode(text, encoding) {
      // Bytes already: no detour over the buffer.
      if (encoding === 'latin1') return btoa(text);
      // A UTF-16 unit takes at most three bytes.
      const buffer = reserve(text.length * 3);
      return buffer.toString('base64', 0, buffer.write(text, encoding));
    },
  };
}
