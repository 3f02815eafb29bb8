import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quote, quotedBytes } from '../../shared/json-text.ts';

const unit = fc.oneof(
  fc.constantFrom(
    '"',
    '\\',
    '/',
    '\0',
    '\u001f',
    ' ',
    '!',
    '#',
    '[',
    ']',
    '\u007f',
    '\u0080',
    '\u2028',
    '\ud7ff',
    '\ud800',
    '\udfff',
    '\ue000',
    '\uffff',
    '😀',
  ),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
);

describe('JSON text', () => {
  it('quotes every UTF-16 unit as JSON.stringify does, and knows its size', () => {
    for (let code = 0; code <= 0xffff; code += 1) {
      const text = String.fromCharCode(code);
      if (quote(text) !== JSON.stringify(text)) expect(quote(text)).toBe(JSON.stringify(text));
      if (quotedBytes(text) !== Buffer.byteLength(JSON.stringify(text))) expect.fail(`U+${code.toString(16)}`);
    }
  });

  it('quotes any text as JSON.stringify does, and knows its size', () => {
    fc.assert(
      fc.property(fc.string({ unit }), (text) => {
        expect(quote(text)).toBe(JSON.stringify(text));
        expect(quotedBytes(text)).toBe(Buffer.byteLength(JSON.stringify(text)));
      }),
      { numRuns: 1_000 },
    );
  });
});
