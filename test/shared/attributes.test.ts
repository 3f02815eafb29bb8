import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { instant, oneOf, text, wholeNumber } from '../../shared/attributes.ts';

const accepts = (schema: z.core.$ZodType, value: unknown) => z.safeParse(schema, value).success;

describe('an instant', () => {
  const isInstant = (S: string) => accepts(instant().schema, S);
  const isIso = (S: string) => z.iso.datetime({ precision: 3 }).safeParse(S).success;
  const pad = (number: number, digits = 2) => String(number).padStart(digits, '0');

  it('is a date of the calendar, for every date of four centuries that can be written', () => {
    for (let year = 1900; year < 2300; year += 1) {
      for (let month = 0; month <= 13; month += 1) {
        for (const day of [0, 1, 9, 10, 19, 20, 28, 29, 30, 31, 32]) {
          const text = `${year}-${pad(month)}-${pad(day)}T16:15:15.098Z`;
          const date = new Date(Date.UTC(year, month - 1, day, 16, 15, 15, 98));
          if (isInstant(text) !== (date.toISOString() === text)) expect.fail(text);
        }
      }
    }
  });

  it('is what Zod takes for an ISO datetime of three fraction digits', () => {
    const digits = fc.constantFrom(...'0123459');
    const written = fc
      .tuple(
        fc.string({ unit: digits, minLength: 17, maxLength: 17 }),
        fc.constantFrom('T', 't', ' '),
        fc.constantFrom('Z', 'z', '+00:00', ''),
      )
      .map(
        ([d, t, zone]) =>
          `${d.slice(0, 4)}-${d.slice(4, 6)}-${d.slice(6, 8)}${t}${d.slice(8, 10)}:${d.slice(10, 12)}:${d.slice(12, 14)}.${d.slice(14)}${zone}`,
      );
    fc.assert(
      fc.property(
        fc.oneof(
          written,
          fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
          fc.string(),
        ),
        (text) => {
          expect(isInstant(text)).toBe(isIso(text));
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it.each([
    '2021-12-23T16:15:15Z',
    '2021-12-23T16:15:15.09Z',
    '2021-12-23T16:15:15.0981Z',
    '2021-12-23T24:00:00.000Z',
    '2021-12-23T23:59:60.000Z',
    '2021-12-23T16:15:15.098',
    '2021-12-23T16:15:15.098+09:00',
    '2021-12-23T16:15:15.098Z\n',
    '٢٠٢١-12-23T16:15:15.098Z',
    '+002021-12-23T16:15:15.098Z',
  ])('is not %j', (text) => {
    expect(isInstant(text)).toBe(false);
  });
});

describe('a whole number', () => {
  const small = wholeNumber(199n).schema;
  const bigint = wholeNumber(9_223_372_036_854_775_807n);

  it('is exactly the decimal text of an integer from 0 to its greatest', () => {
    for (let number = 0; number <= 1_200; number += 1) expect(accepts(small, String(number))).toBe(number <= 199);
  });

  it.each(['9223372036854775807', '9223372036854775806', '9007199254740993', '999999999999999999', '0'])(
    'may be %s',
    (N) => {
      expect(accepts(bigint.schema, N)).toBe(true);
    },
  );

  it.each([
    '9223372036854775808',
    '9999999999999999999',
    '10000000000000000000',
    '-1',
    '-0',
    '+1',
    '00',
    '01',
    '1.0',
    '1e3',
    '0x1',
    '',
    ' 1',
    '1\n',
    '١',
  ])('is not %j', (N) => {
    expect(accepts(bigint.schema, N)).toBe(false);
  });

  it('tells its column type and its greatest value', () => {
    expect(bigint).toMatchObject({ tag: 'N', glueType: 'bigint', max: 9_223_372_036_854_775_807n });
  });
});

describe('a text', () => {
  const short = text(z.minLength(1), z.maxLength(3)).schema;

  it.each(['a', 'abc', '😀😀😀'])('of up to its most code points may be %j', (S) => {
    expect(accepts(short, S)).toBe(true);
  });

  it.each(['', 'abcd', '😀😀😀😀', 'e\u0301e\u0301'])('is not %j', (S) => {
    expect(accepts(short, S)).toBe(false);
  });

  it.each(['\ud800', 'a\udc00', '\udc00\ud800', '😀\ud83d'])('is not %j, whose surrogates make no pair', (S) => {
    expect(accepts(text().schema, S)).toBe(false);
  });

  it('that lists its values is one of them', () => {
    const type = oneOf('CHAT', 'NOTICE');
    expect(type.values).toEqual(['CHAT', 'NOTICE']);
    expect(accepts(type.schema, 'NOTICE')).toBe(true);
    for (const S of ['chat', 'CHAT ', '', 'toString']) expect(accepts(type.schema, S)).toBe(false);
  });
});
