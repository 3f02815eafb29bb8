import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readIsoTime, readLogTime } from '../../shared/access-log-time.ts';
import { logTime } from '../support/geo-log-generator.ts';

const instant = fc
  .integer({ min: 86_400, max: 253_402_214_400 })
  .map((second) => new Date(second * 1_000).toISOString());
const zone = fc.integer({ min: -12 * 60, max: 14 * 60 });

describe('the time of a line', () => {
  it('is the instant that it was written from, in any zone', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(instant, zone), { minLength: 1, maxLength: 20 }), (times) => {
        // Also of lines whose minutes differ in the zone only, one after the other.
        for (const [text, minutes] of times.flatMap(
          ([text, minutes]) =>
            [
              [text, minutes],
              [text, 0],
              [text, minutes],
            ] as const,
        )) {
          const written = logTime(text, minutes);
          expect(readLogTime(`[${written}]`, 1), written).toBe(text);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is remembered by its minute and zone, and by nothing less', () => {
    expect(readLogTime('10/Oct/2000:13:55:36 -0700', 0)).toBe('2000-10-10T20:55:36.000Z');
    expect(readLogTime('10/Oct/2000:13:55:37 -0700', 0)).toBe('2000-10-10T20:55:37.000Z');
    expect(readLogTime('10/Oct/2000:13:55:36 +0700', 0)).toBe('2000-10-10T06:55:36.000Z');
    expect(readLogTime('10/Oct/2000:13:56:36 +0700', 0)).toBe('2000-10-10T06:56:36.000Z');
    expect(readLogTime('10/Oct/2000:13:56:6', 0)).toBeUndefined();
    expect(readLogTime('10/Oct/2000:13:56:36', 0)).toBeUndefined();
    expect(readLogTime('', 0)).toBeUndefined();
  });
});

describe('a time in ISO 8601', () => {
  it.each([
    ['2000-10-10T20:55:36Z', '2000-10-10T20:55:36.000Z'],
    ['2000-10-10t20:55:36z', '2000-10-10T20:55:36.000Z'],
    ['2000-10-10 20:55:36Z', '2000-10-10T20:55:36.000Z'],
    ['2000-10-10T20:55:36.5Z', '2000-10-10T20:55:36.500Z'],
    ['2000-10-10T20:55:36.098Z', '2000-10-10T20:55:36.098Z'],
    ['2000-10-10T20:55:36.098999999Z', '2000-10-10T20:55:36.098Z'],
    ['2000-10-10T13:55:36-07:00', '2000-10-10T20:55:36.000Z'],
    ['2000-10-10T13:55:36-0700', '2000-10-10T20:55:36.000Z'],
    ['2000-10-11T02:25:36.1+05:30', '2000-10-10T20:55:36.100Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ])('%s is %s', (text, expected) => {
    expect(readIsoTime(text)).toBe(expected);
  });

  it.each([
    ...[
      '',
      'now',
      '2000-10-10',
      '2000-10-10T20:55Z',
      '2000-10-10T20:55:36',
      '2000-10-10T20:55:36.Z',
      '2000-10-10T20:55:36,5Z',
    ],
    ...[
      '2000-13-10T20:55:36Z',
      '2000-00-10T20:55:36Z',
      '2000-09-31T20:55:36Z',
      '2023-02-29T00:00:00Z',
      '2000-10-00T20:55:36Z',
    ],
    ...[
      '2000-10-10T24:00:00Z',
      '2000-10-10T20:60:36Z',
      '2000-10-10T20:55:60Z',
      '1969-12-31T23:59:59Z',
      '1970-01-01T00:00:00+00:01',
    ],
    ...[
      '9999-12-31T23:59:59-00:01',
      '2000-10-10T20:55:36+24:00',
      '2000-10-10T20:55:36+00:60',
      '2000-10-10T20:55:36.0123456789Z',
      ' 2000-10-10T20:55:36Z',
    ],
    ...['10/Oct/2000:13:55:36 -0700', '0050-10-10T20:55:36Z'],
  ])('is not %j', (text) => {
    expect(readIsoTime(text)).toBeUndefined();
  });

  it('is the instant that it says, as JavaScript has it', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }),
        (date) => {
          expect(readIsoTime(date.toISOString())).toBe(date.toISOString());
        },
      ),
    );
  });
});
