const MS_PER_DAY = 86_400_000;
const ISO = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?Z$/;
const SQL = /^(\d{4})-(\d{1,2})-(\d{1,2}) (\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,9}))?$/;
const SQL_DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const EPOCH = /^([+-]?)(\d{1,18})(?:\.(\d{1,18}))?$/;
/** Below it a number counts seconds, from it on milliseconds (captured). */
const MILLISECONDS_FROM = 1_000_000_000_000n;
/** The end of the year 9999, which is as far as dates are written with four digits. */
const MICROS_MAX = 253_402_300_799_999_999n;

/**
 * Microseconds since the epoch of a timestamp in one of the forms that Firehose names with the OpenX JSON SerDe:
 * `yyyy-MM-dd'T'HH:mm:ss[.S]'Z'`, `yyyy-[M]M-[d]d HH:mm:ss[.S]` (UTC), seconds or milliseconds since the epoch, as a number
 * or as text (captured). Digits beyond microseconds are cut off. Undefined for anything else.
 * https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion.html
 */
export function parseTimestamp(text: string): bigint | undefined {
  const fields = ISO.exec(text) ?? SQL.exec(text);
  if (!fields) return parseEpoch(text);
  const [, year, month, day, hour, minute, second, fraction = ''] = fields;
  const days = daysOf(year!, month!, day!);
  if (days === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const seconds = BigInt(days) * 86_400n + BigInt(Number(hour) * 3_600 + Number(minute) * 60 + Number(second));
  return seconds * 1_000_000n + BigInt(fraction.slice(0, 6).padEnd(6, '0'));
}

function parseEpoch(text: string): bigint | undefined {
  const fields = EPOCH.exec(text);
  if (!fields) return undefined;
  const [, sign, whole, fraction = ''] = fields;
  const fractionDigits = BigInt(whole!) < MILLISECONDS_FROM ? 6 : 3;
  const micros = BigInt(whole! + fraction.slice(0, fractionDigits).padEnd(fractionDigits, '0'));
  if (micros > MICROS_MAX) return undefined;
  return sign === '-' ? -micros : micros;
}

/** Days since the epoch of `yyyy-[M]M-[d]d`. Undefined for any other text and for a day that no calendar has. */
export function parseDate(text: string): number | undefined {
  const fields = SQL_DATE.exec(text);
  return fields ? daysOf(fields[1]!, fields[2]!, fields[3]!) : undefined;
}

function daysOf(year: string, month: string, day: string): number | undefined {
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  const isReal = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  return isReal ? date.getTime() / MS_PER_DAY : undefined;
}
