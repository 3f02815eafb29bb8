import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatEventTime } from '../../shared/event-time.ts';

describe('event time', () => {
  it.each([
    [0, 'MILLISECOND', '1970-01-01T00:00:00.000000Z'],
    [-0, 'MICROSECOND', '1970-01-01T00:00:00.000000Z'],
    [1, 'MICROSECOND', '1970-01-01T00:00:00.000001Z'],
    [1, 'MILLISECOND', '1970-01-01T00:00:00.001000Z'],
    [999_999, 'MICROSECOND', '1970-01-01T00:00:00.999999Z'],
    [1_640_276_115_098_123, 'MICROSECOND', '2021-12-23T16:15:15.098123Z'],
    [1_640_276_115_098, 'MILLISECOND', '2021-12-23T16:15:15.098000Z'],
    [Number.MAX_SAFE_INTEGER, 'MICROSECOND', '2255-06-05T23:47:34.740991Z'],
    [253_402_300_799_999, 'MILLISECOND', '9999-12-31T23:59:59.999000Z'],
  ] as const)('writes %d %s as %s', (time, precision, text) => {
    expect(formatEventTime(time, precision)).toBe(text);
  });

  it.each([
    -1,
    253_402_300_800_000,
    1.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2 ** 53,
    '1640276115098',
    null,
    undefined,
    true,
    [1],
    {},
  ])('refuses %j milliseconds', (time) => {
    expect(formatEventTime(time, 'MILLISECOND')).toBeUndefined();
  });

  it('is exact for every safe integer of microseconds', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (time) => {
        const text = formatEventTime(time, 'MICROSECOND')!;
        const milliseconds = BigInt(Date.parse(`${text.slice(0, 23)}Z`));
        expect(milliseconds * 1000n + BigInt(text.slice(23, 26))).toBe(BigInt(time));
      }),
      { numRuns: 2_000 },
    );
  });

  it('orders text as it orders time', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (one, other) => {
        expect(formatEventTime(one, 'MICROSECOND')! < formatEventTime(other, 'MICROSECOND')!).toBe(one < other);
      }),
    );
  });
});
