/** Text without a quote, backslash, control character or surrogate: JSON.stringify escapes nothing in it. */
const unescaped = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;
/** The same within ASCII, where a character is a byte. */
const unescapedAscii = /^[ !#-[\]-~]*$/;

/** `JSON.stringify(text)`, quicker for the strings that need no escapes. https://tc39.es/ecma262/#sec-quotejsonstring */
export function quote(text: string): string {
  return unescaped.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** Size of `JSON.stringify(text)` in UTF-8. */
export function quotedBytes(text: string): number {
  return unescapedAscii.test(text) ? text.length + 2 : Buffer.byteLength(JSON.stringify(text));
}
