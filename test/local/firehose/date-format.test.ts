import { describe, expect, it } from 'vitest';
import { compileDateFormat } from '../../../local/firehose/date-format.ts';
import { createZonedClock } from '../../../local/firehose/zoned-time.ts';

const AFTERNOON = Date.UTC(2026, 6, 4, 13, 5, 9, 123);
const format = (pattern: string, epochMs = AFTERNOON, zone = 'UTC') =>
  compileDateFormat(pattern)?.(createZonedClock(zone)(epochMs));

/** What Java 17 prints for 2026-07-04T13:05:09Z, a Saturday; fractions of a second are zeros, as Firehose has them. */
const TABLE: [pattern: string, text: string][] = [
  ['yyyy/MM/dd/HH/', '2026/07/04/13/'],
  ['yyyy-MM-dd-HH-mm-ss', '2026-07-04-13-05-09'],
  ["'year='yyyy'/month='MM'/day='dd'/hour='HH", 'year=2026/month=07/day=04/hour=13'],
  ['y yy yyy yyyy yyyyy', '2026 26 2026 2026 02026'],
  ['u uu uuuu', '2026 26 2026'],
  ['Y YY YYYY', '2026 26 2026'],
  ['M MM MMM MMMM MMMMM', '7 07 Jul July J'],
  ['L LL LLL LLLL LLLLL', '7 07 Jul July J'],
  ['d dd', '4 04'],
  ['D DD DDD', '185 185 185'],
  ['Q QQ QQQ QQQQ QQQQQ', '3 03 Q3 3rd quarter 3'],
  ['q', '3'],
  ['w ww W', '27 27 1'],
  ['E EE EEE EEEE EEEEE', 'Sat Sat Sat Saturday S'],
  ['e ee eee eeee', '7 07 Sat Saturday'],
  ['c ccc cccc', '7 Sat Saturday'],
  ['F', '1'],
  ['a B BBBB', 'PM in the afternoon in the afternoon'],
  ['h hh K KK k kk H HH', '1 01 1 01 13 13 13 13'],
  ['m mm s ss', '5 05 9 09'],
  ['S SSS SSSSSSSSS', '0 000 000000000'],
  ['n A N', '0 47109000 47109000000000'],
  ['g', '61225'],
  ['G GGGG GGGGG', 'AD Anno Domini A'],
  ['VV z zzzz', 'UTC UTC Coordinated Universal Time'],
  ['O OOOO X XXX x xx xxx Z ZZZZ ZZZZZ', 'GMT GMT Z Z +00 +0000 +00:00 +0000 GMT Z'],
  ['ppH pppd', '13   4'],
  ["''yyyy'' 'o''clock'", "'2026' o'clock"],
  ['yyyy[-MM[-dd]]', '2026-07-04'],
  ['yyyy=_.,:;/é', '2026=_.,:;/é'],
];

/** 52 letters were tried on AWS, one at a time: these were refused (third-party capture of 2026). */
const REFUSED_LETTERS = [...'CIJPRTUVbfijloprt'];

describe('a timestamp pattern', () => {
  it.each(TABLE)('%s prints %s', (pattern, text) => {
    expect(format(pattern)).toBe(text);
  });

  it('takes exactly the letters that AWS takes', () => {
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'];
    expect(letters.filter((letter) => compileDateFormat(letter) === undefined)).toEqual(REFUSED_LETTERS);
  });

  it.each([
    'HHH',
    'ddd',
    'MMMMMM',
    'cc',
    'aa',
    'DDDD',
    'www',
    'WW',
    'V',
    'VVV',
    'zzzzz',
    'OO',
    'XXXXXX',
    'SSSSSSSSSS',
    "'open",
    '{',
    '}',
    '#',
    ']',
    'p',
    'yyyyyyyyyyyyyyyyyyyy',
  ])('is refused as %s', (pattern) => {
    expect(compileDateFormat(pattern)).toBeUndefined();
  });

  it('prints midnight, noon and the small hours in twelves and in twenty-fours', () => {
    const at = (hour: number) => format('h K k H a B', Date.UTC(2026, 0, 1, hour));
    expect(at(0)).toBe('12 0 24 0 AM midnight');
    expect(at(12)).toBe('12 0 12 12 PM noon');
    expect(at(23)).toBe('11 11 23 23 PM at night');
  });

  it('counts weeks as the United States do, over the end of a year', () => {
    expect(format('YYYY-ww', Date.UTC(2026, 11, 27))).toBe('2027-01');
    expect(format('YYYY-ww', Date.UTC(2026, 11, 26))).toBe('2026-52');
    expect(format('YYYY-ww', Date.UTC(2027, 0, 1))).toBe('2027-01');
    expect(format('YYYY-ww', Date.UTC(2028, 11, 31))).toBe('2029-01');
  });

  it('moves with the time zone, over the change of summer time', () => {
    expect(format('yyyy/MM/dd/HH XXX', AFTERNOON, 'Asia/Seoul')).toBe('2026/07/04/22 +09:00');
    expect(format('HH:mm xxx O', AFTERNOON, 'Asia/Kolkata')).toBe('18:35 +05:30 GMT+5:30');
    expect(format('HH:mm X O', AFTERNOON, 'America/New_York')).toBe('09:05 -04 GMT-4');
    const beforeChange = Date.UTC(2026, 2, 29, 0, 59, 59);
    expect(format('HH:mm:ss xxx', beforeChange, 'Europe/Berlin')).toBe('01:59:59 +01:00');
    expect(format('HH:mm:ss xxx', beforeChange + 1000, 'Europe/Berlin')).toBe('03:00:00 +02:00');
    expect(format('HH:mm xxxxx', Date.UTC(2026, 0, 1), 'Asia/Kathmandu')).toBe('05:45 +05:45');
  });
});
