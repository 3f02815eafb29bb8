import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBase64 } from '../../shared/base64.ts';

const base64 = createBase64();

// https://www.rfc-editor.org/rfc/rfc4648#section-10
const vectors = [
  ['', ''],
  ['f', 'Zg=='],
  ['fo', 'Zm8='],
  ['foo', 'Zm9v'],
  ['foob', 'Zm9vYg=='],
  ['fooba', 'Zm9vYmE='],
  ['foobar', 'Zm9vYmFy'],
] as const;

describe('base64', () => {
  it.each(vectors)('decodes and encodes the vector %j of RFC 4648', (text, encoded) => {
    expect(base64.decode(encoded)?.toString()).toBe(text);
    expect(base64.encode(text, 'utf8')).toBe(encoded);
  });

  it.each([
    ['no padding', 'Zg'],
    ['half the padding', 'Zg='],
    ['too much padding', 'Zm9v===='],
    ['padding in the middle', 'Zg==Zg=='],
    ['padding alone', '===='],
    ['trailing bits in two characters', 'Zh=='],
    ['trailing bits in three characters', 'Zm9='],
    ['the URL-safe alphabet', '-_-_'],
    ['a space', 'Zm9v '],
    ['a newline', 'Zm9v\nZm9v'],
    ['a newline at the end', 'Zm9v\n'],
    ['a character that is a base64 character in its low byte', 'Zm9\u0176'],
    ['a length of one', 'Z'],
    ['a NUL', 'Zm9v\0'],
    ['undefined', undefined],
    ['null', null],
    ['a number', 1],
    ['an array of base64', ['Zm9v']],
    ['an object', {}],
  ])('refuses %s', (_, data) => {
    expect(base64.decode(data)).toBeUndefined();
  });

  it('decodes exactly what encoding can give', () => {
    const alphabet = fc.constantFrom(...'AZaz09+/=-_ \n\u0176Qgw');
    fc.assert(
      fc.property(fc.string({ unit: alphabet, maxLength: 9 }), (data) => {
        const canonical = Buffer.from(data, 'base64').toString('base64') === data;
        expect(base64.decode(data) !== undefined).toBe(canonical);
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives back any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(base64.decode(Buffer.from(bytes).toString('base64'))).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it('encodes any text as Node does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(base64.encode(text, 'utf8')).toBe(Buffer.from(text).toString('base64'));
      }),
    );
  });

  it('encodes bytes that text holds one by one', () => {
    expect(base64.encode('\u00ed\u0095\u009c', 'latin1')).toBe(Buffer.from('한').toString('base64'));
  });

  it('grows for what is larger than its scratch buffer', () => {
    const grown = createBase64();
    const text = '한'.repeat(1_000_000);
    expect(grown.encode(text, 'utf8')).toBe(Buffer.from(text).toString('base64'));
    expect(grown.decode(Buffer.from(text).toString('base64'))?.toString()).toBe(text);
  });
});
