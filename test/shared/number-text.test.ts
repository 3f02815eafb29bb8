import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainNumber, readNumber } from '../../shared/number-text.ts';

const plain = (text: string) => {
  const read = readNumber(text);
  return read && plainNumber(read);
};
const digits38 = '12345678901234567890123456789012345678';

describe('a number as DynamoDB has them', () => {
  it.each([
    ['0', '0'],
    ['-0', '0'],
    ['0.000', '0'],
    ['7', '7'],
    ['-7', '-7'],
    ['70', '70'],
    ['0.5', '0.5'],
    ['-0.0015', '-0.0015'],
    ['1.50', '1.5'],
    ['1E+3', '1000'],
    ['1.5e-3', '0.0015'],
    ['12.34E1', '123.4'],
    [digits38, digits38],
    [`-0.${digits38}`, `-0.${digits38}`],
    ['1E+125', `1${'0'.repeat(125)}`],
    ['1E-130', `0.${'0'.repeat(129)}1`],
    [`1${'0'.repeat(125)}`, `1${'0'.repeat(125)}`],
  ])('reads %s, in plain notation %s', (text, expected) => {
    expect(plain(text)).toBe(expected);
  });

  it.each([
    '',
    ' 1',
    '1\n',
    '+1',
    '01',
    '.5',
    '1.',
    '1e',
    'NaN',
    'Infinity',
    '0x10',
    '1,5',
    '١',
    `${digits38}9`,
    '1E+126',
    '1E-131',
    '1E+99999999999999999999',
    `0.${'0'.repeat(300)}`,
    '9'.repeat(100_000),
  ])('refuses %j', (text) => {
    expect(readNumber(text)).toBeUndefined();
  });

  it('keeps the value of every number, however it is written', () => {
    const written = fc
      .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 38n - 1n }), fc.integer({ min: -60, max: 60 }))
      .map(([negative, digits, exponent]) => `${negative ? '-' : ''}${digits}E${exponent}`);
    fc.assert(
      fc.property(written, (text) => {
        const found = plain(text)!;
        expect(Number(found)).toBe(Number(text) + 0);
        expect(plain(found)).toBe(found);
        expect(found).toMatch(/^(?:0|-?(?:[1-9]\d*|0)(?:\.\d*[1-9])?)$/);
      }),
    );
  });
});
