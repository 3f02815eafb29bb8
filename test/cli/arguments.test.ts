import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { codes, factor, instant, integer, stageParameter, wholeNumber } from '../../cli/arguments.ts';

describe('an instant', () => {
  it.each([
    ['2026-07-13T14Z', '2026-07-13T14:00:00.000Z'],
    ['2026-07-13T14:05Z', '2026-07-13T14:05:00.000Z'],
    ['2026-07-13T14:05:09Z', '2026-07-13T14:05:09.000Z'],
    ['2026-07-13T14:05:09.5Z', '2026-07-13T14:05:09.500Z'],
  ])('%s is %s', (text, iso) => {
    expect(instant(text)).toBe(iso);
  });

  it.each(['yesterday', '2026-07-13', '2026-07-13T14', '2026-07-13 14Z', '2026-02-30T00Z', '2026-07-13T24Z', ''])(
    '%j is refused with an example',
    (text) => {
      expect(() => instant(text)).toThrow(InvalidArgumentError);
      expect(() => instant(text)).toThrow(/such as 2026-07-13T14Z/);
    },
  );
});

describe('other arguments', () => {
  it('error codes stand with commas between them', () => {
    expect(codes('Lambda.FunctionError, Lambda.FunctionTimedOut')).toEqual([
      'Lambda.FunctionError',
      'Lambda.FunctionTimedOut',
    ]);
    for (const text of ['', 'a,', ',a']) expect(() => codes(text)).toThrow(InvalidArgumentError);
  });

  it('parameters of a stage add up, the last of a name counting', () => {
    const given = ['accessLog=true', 'alarmEmail=a=b@c.de', 'accessLog=false'];
    expect(given.reduce((before, text) => stageParameter(text, before), {})).toEqual({
      accessLog: 'false',
      alarmEmail: 'a=b@c.de',
    });
    for (const text of ['accessLog', 'accessLog=', '=true', '']) {
      expect(() => stageParameter(text)).toThrow(/a name and a value, such as accessLog=true/);
    }
  });

  it('a sort key keeps every digit', () => {
    expect(wholeNumber('9223372036854775807')).toBe('9223372036854775807');
    expect(wholeNumber('-5')).toBe('-5');
    for (const text of ['1.5', '1e3', '007', 'abc', '']) expect(() => wholeNumber(text)).toThrow(InvalidArgumentError);
  });

  it('numbers out of range are refused with their range', () => {
    expect(integer(1, 10)('10')).toBe(10);
    for (const text of ['0', '11', '-1', '1.5', 'x']) expect(() => integer(1, 10)(text)).toThrow(/from 1 to 10/);
    expect(factor('1.5')).toBe(1.5);
    expect(() => factor('0.5')).toThrow(/from 1 to 1000/);
  });
});
