import { isUtf8 } from 'node:buffer';

const escaped = /\\(?:x([0-9A-Fa-f]{2})|(["\\bnrtv]))/g;
const characters: Readonly<Record<string, string>> = { b: '\b', n: '\n', r: '\r', t: '\t', v: '\v' };
const firstBeyondAscii = 0x80;

/**
 * Undoes what Apache and nginx do to quotes, backslashes, control characters and bytes beyond ASCII when they log them:
 * `\"`, `\\`, `\n` and so on, `\xhh` for any other byte. Text and result are the bytes of UTF-8, a character for each.
 * Where the bytes of a text are no UTF-8 (scanners send anything), its `\x80` to `\xff` stay as they are written.
 *
 * https://httpd.apache.org/docs/current/mod/mod_log_config.html#format-notes
 * https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format
 */
export function unescapeLogText(text: string): string {
  if (!text.includes('\\')) return text;
  const bytes = text.replace(escaped, (_, hex?: string, character?: string) => byteOf(hex, character));
  if (isUtf8(Buffer.from(bytes, 'latin1'))) return bytes;
  return text.replace(escaped, (written: string, hex?: string, character?: string) => {
    const byte = byteOf(hex, character);
    return byte.charCodeAt(0) < firstBeyondAscii ? byte : written;
  });
}

function byteOf(hex: string | undefined, character = ''): string {
  return hex === undefined ? (characters[character] ?? character) : String.fromCharCode(Number.parseInt(hex, 16));
}
