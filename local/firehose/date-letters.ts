import type { ZonedTime } from './zoned-time.ts';

type Field = (time: ZonedTime) => string;

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const QUARTERS = ['1st quarter', '2nd quarter', '3rd quarter', '4th quarter'];
const MODIFIED_JULIAN_EPOCH_DAY = 40_587;

const pad = (value: number, width: number): string => String(value).padStart(width, '0');
const hourOfHalfDay = (time: ZonedTime): number => time.hour % 12;
const quarter = (time: ZonedTime): number => Math.ceil(time.month / 3);
const secondOfDay = (time: ZonedTime): number => time.hour * 3600 + time.minute * 60 + time.second;

/** A number of at least `count` digits, where Java allows `max` letters. */
const number = (count: number, max: number, value: (time: ZonedTime) => number): Field | undefined =>
  count <= max ? (time) => pad(value(time), count) : undefined;

/** Two letters mean the last two digits, any other count at least so many. */
const year = (count: number, value: (time: ZonedTime) => number): Field | undefined => {
  if (count > 19) return undefined;
  return count === 2 ? (time) => pad(value(time) % 100, 2) : (time) => pad(value(time), count);
};

/** Three letters short, four in full, five narrow; fewer are numbers. */
const text = (
  count: number,
  names: (time: ZonedTime) => { number: number; full: string; short?: string; narrow?: string },
): Field | undefined => {
  if (count <= 2) return (time) => pad(names(time).number, count);
  if (count === 3) return (time) => names(time).short ?? names(time).full.slice(0, 3);
  if (count === 4) return (time) => names(time).full;
  if (count === 5) return (time) => names(time).narrow ?? names(time).full.slice(0, 1);
  return undefined;
};

const month = (time: ZonedTime) => ({ number: time.month, full: MONTHS[time.month - 1]! });
/** `e` and `c` number the days from Sunday, as the English locale does. */
const weekday = (time: ZonedTime) => ({ number: (time.dayOfWeek % 7) + 1, full: DAYS[time.dayOfWeek - 1]! });
const quarterName = (time: ZonedTime) => {
  const number = quarter(time);
  return { number, full: QUARTERS[number - 1]!, short: `Q${number}`, narrow: String(number) };
};

/** Weeks start on Sunday, and the week of the 1st is the first: the English locale again. */
function weekBased(time: ZonedTime): { year: number; week: number } {
  const lastDay = isLeap(time.year) ? 366 : 365;
  const saturday = time.dayOfYear + 6 - (time.dayOfWeek % 7);
  if (saturday > lastDay) return { year: time.year + 1, week: 1 };
  return { year: time.year, week: Math.ceil(saturday / 7) };
}

const isLeap = (value: number): boolean => (value % 4 === 0 && value % 100 !== 0) || value % 400 === 0;

function weekOfMonth(time: ZonedTime): number {
  const saturday = time.day + 6 - (time.dayOfWeek % 7);
  return Math.ceil(saturday / 7);
}

/** English day periods of the CLDR. https://www.unicode.org/reports/tr35/tr35-dates.html#Day_Period_Rule_Sets */
function dayPeriod(time: ZonedTime): string {
  if (time.minute === 0 && time.hour === 0) return 'midnight';
  if (time.minute === 0 && time.hour === 12) return 'noon';
  if (time.hour < 6 || time.hour >= 21) return 'at night';
  if (time.hour < 12) return 'in the morning';
  return time.hour < 18 ? 'in the afternoon' : 'in the evening';
}

/** `+HH`, `+HHmm` or `+HH:mm`, with seconds where the style has them and they are not zero. */
function offset(time: ZonedTime, style: 'H' | 'HHmm' | 'HH:mm' | 'HHmmss' | 'HH:mm:ss', zero: string): string {
  if (time.offsetSeconds === 0) return zero;
  const total = Math.abs(time.offsetSeconds);
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const colon = style.includes(':') ? ':' : '';
  const sign = time.offsetSeconds < 0 ? '-' : '+';
  if (style === 'H') return sign + pad(hours, 2) + (minutes === 0 ? '' : pad(minutes, 2));
  const tail = style.includes('ss') && seconds !== 0 ? colon + pad(seconds, 2) : '';
  return sign + pad(hours, 2) + colon + pad(minutes, 2) + tail;
}

const OFFSET_STYLES = ['H', 'HHmm', 'HH:mm', 'HHmmss', 'HH:mm:ss'] as const;

function offsetField(count: number, zero: (style: (typeof OFFSET_STYLES)[number]) => string): Field | undefined {
  const style = OFFSET_STYLES[count - 1];
  return style && ((time) => offset(time, style, zero(style)));
}

function localizedOffset(count: number): Field | undefined {
  if (count === 4) return (time) => `GMT${offset(time, 'HH:mm:ss', '')}`;
  if (count !== 1) return undefined;
  return (time) =>
    `GMT${offset(time, 'HH:mm:ss', '')
      .replace(/^([+-])0/, '$1')
      .replace(/:00$/, '')}`;
}

/** Zone names are ICU's, which for a few zones differ from Java's (`GMT+9` for `KST`). */
function zoneName(style: 'short' | 'long' | 'shortGeneric' | 'longGeneric'): Field {
  return (time) => {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: time.zone, timeZoneName: style });
    return format.formatToParts(time.epochMs).find(({ type }) => type === 'timeZoneName')?.value ?? time.zone;
  };
}

const only = (allowed: boolean, field: Field): Field | undefined => (allowed ? field : undefined);

const era = (count: number): Field | undefined =>
  only(count <= 5, () => (count === 4 ? 'Anno Domini' : count === 5 ? 'A' : 'AD'));

/** Firehose knows its instants to the second: fractions of it print as zeros (captured). */
const LETTERS: Record<string, (count: number) => Field | undefined> = {
  G: era,
  u: (count) => year(count, (time) => time.year),
  y: (count) => year(count, (time) => time.year),
  Y: (count) => year(count, (time) => weekBased(time).year),
  M: (count) => text(count, month),
  L: (count) => text(count, month),
  Q: (count) => text(count, quarterName),
  q: (count) => text(count, quarterName),
  w: (count) => number(count, 2, (time) => weekBased(time).week),
  W: (count) => number(count, 1, weekOfMonth),
  d: (count) => number(count, 2, (time) => time.day),
  D: (count) => number(count, 3, (time) => time.dayOfYear),
  F: (count) => number(count, 1, (time) => Math.ceil(time.day / 7)),
  g: (count) =>
    number(
      count,
      19,
      (time) => Math.floor((time.epochMs / 1000 + time.offsetSeconds) / 86_400) + MODIFIED_JULIAN_EPOCH_DAY,
    ),
  E: (count) => text(Math.max(count, 3), weekday),
  e: (count) => text(count, weekday),
  c: (count) => (count === 2 ? undefined : text(count, weekday)),
  a: (count) => only(count === 1, (time) => (time.hour < 12 ? 'AM' : 'PM')),
  B: (count) => only(count === 1 || count === 4 || count === 5, dayPeriod),
  H: (count) => number(count, 2, (time) => time.hour),
  k: (count) => number(count, 2, (time) => time.hour || 24),
  K: (count) => number(count, 2, hourOfHalfDay),
  h: (count) => number(count, 2, (time) => hourOfHalfDay(time) || 12),
  m: (count) => number(count, 2, (time) => time.minute),
  s: (count) => number(count, 2, (time) => time.second),
  S: (count) => only(count <= 9, () => '0'.repeat(count)),
  n: (count) => number(count, 19, () => 0),
  A: (count) => number(count, 19, (time) => secondOfDay(time) * 1000),
  N: (count) => only(count <= 19, (time) => String(BigInt(secondOfDay(time)) * 1_000_000_000n).padStart(count, '0')),
  V: (count) => only(count === 2, (time) => time.zone),
  v: (count) => only(count === 1 || count === 4, zoneName(count === 1 ? 'shortGeneric' : 'longGeneric')),
  z: (count) => only(count <= 4, zoneName(count === 4 ? 'long' : 'short')),
  O: localizedOffset,
  X: (count) => offsetField(count, () => 'Z'),
  x: (count) => offsetField(count, (style) => (style === 'H' ? '+00' : style.includes(':') ? '+00:00' : '+0000')),
  Z: (count) => {
    if (count <= 3) return (time) => offset(time, 'HHmm', '+0000');
    return count === 4 ? localizedOffset(4) : only(count === 5, (time) => offset(time, 'HH:mm:ss', 'Z'));
  },
};

/** The field that `count` times `letter` stands for; undefined where Java's DateTimeFormatter refuses it. */
export function fieldOfLetter(letter: string, count: number): Field | undefined {
  return LETTERS[letter]?.(count);
}
