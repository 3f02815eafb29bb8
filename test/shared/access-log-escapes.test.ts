import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unescapeLogText } from '../../shared/access-log-escapes.ts';
import { escapeLogText, latin1Of } from '../support/geo-log-generator.ts';

describe('escapes of a log', () => {
  it('are undone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.boolean(), (text, escapesAll) => {
        expect(unescapeLogText(escapeLogText(text, escapesAll))).toBe(latin1Of(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['', ''],
    ['plain', 'plain'],
    ['\\', '\\'],
    ['a\\', 'a\\'],
    ['\\\\x41', '\\x41'],
    ['\\x00', '\0'],
    ['\\x4', '\\x4'],
    ['\\u0041', '\\u0041'],
    // No UTF-8: what is beyond ASCII stays as it is written, and the rest is undone all the same.
    ['\\xff\\x41', '\\xffA'],
    ['\\xc3', '\\xc3'],
    ['\\xed\\xa0\\x80', '\\xed\\xa0\\x80'],
    ['\\xc3\\xa9', '\xc3\xa9'],
  ])('%j stands for %j', (escaped, text) => {
    expect(unescapeLogText(escaped)).toBe(text);
  });

  it('never make of UTF-8 what is none', () => {
    const pieces = fc.array(
      fc.constantFrom('\\xc3', '\\xa9', '\\xff', '\\x41', '\\"', '\\', 'x', 'c3', '\xc3\xa9', 'é'),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.map((part) => (part === 'é' ? '\xc3\xa9' : part)).join('');
        const bytes = Buffer.from(unescapeLogText(text), 'latin1');
        expect(Buffer.from(bytes.toString()).equals(bytes)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
