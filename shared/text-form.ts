/** How the strings of a parsed record stand for text. */
export interface TextForm {
  /** Node's name for writing such strings as UTF-8. */
  encoding: 'utf8' | 'latin1';
  /** The text that a string stands for. */
  decode(raw: string): string;
}

/** Strings are text. */
export const plainText: TextForm = { encoding: 'utf8', decode: (raw) => raw };

/**
 * Strings are the bytes of UTF-8, one character for each. To parse and write JSON in this form costs half of what
 * decoding and encoding all of it does; only what is judged has to be decoded.
 *
 * It is the same JSON: in UTF-8, bytes below 0x80 are ASCII and nothing else, and JSON's syntax is ASCII, so that
 * strings begin and end where they do in the text, and JSON.stringify escapes the same characters. The exception is
 * `\u`, which names a character and not a byte: see {@link formOf}.
 */
export const byteText: TextForm = {
  encoding: 'latin1',
  decode: (raw) => (ascii.test(raw) ? raw : Buffer.from(raw, 'latin1').toString()),
};

const ascii = /^[ -~]*$/;

/** The form in which JSON's bytes, read as Latin-1, may be parsed. */
export function formOf(bytes: string): TextForm {
  return bytes.includes('\\u') ? plainText : byteText;
}
