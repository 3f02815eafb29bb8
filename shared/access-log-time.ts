const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Characters of `10/Oct/2000:13:55:36 -0700`. */
export const logTimeCharacters = 26;
/** Those of them up to the seconds, `10/Oct/2000:13:55:`. */
const minuteCharacters = 18;

const logMinute = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):$/;
const logZone = /^ ([+-])(\d\d)(\d\d)$/;

/**
 * The minute read last, with the instants of its seconds so far: most lines share it with the line before, and reckoning with
 * dates is slow.
 */
let lastMinute = { local: '01/Jan/1970:00:00:', zone: ' +0000', utc: '1970-01-01T00:00:', instants: [] as string[] };

/**
 * Reads the time that stands in a line at `at`, as `strftime` writes `%d/%b/%Y:%H:%M:%S %z`, and gives the instant as
 * `2000-10-10T20:55:36.000Z`. Undefined unless it is one of the years 1970 to 9999.
 */
export function readLogTime(line: string, at: number): string | undefined {
  const secondAt = at + minuteCharacters;
  const zoneAt = secondAt + 2;
  const tens = line.charCodeAt(secondAt) - zero;
  const ones = line.charCodeAt(secondAt + 1) - zero;
  if (!(tens >= 0 && tens <= 5 && ones >= 0 && ones <= 9)) return undefined;
  if (!line.startsWith(lastMinute.local, at) || !line.startsWith(lastMinute.zone, zoneAt)) {
    const local = line.slice(at, secondAt);
    const zone = line.slice(zoneAt, at + logTimeCharacters);
    const utc = readLogMinute(local, zone);
    if (utc === undefined) return undefined;
    lastMinute = { local, zone, utc, instants: [] };
  }
  lastMinute.instants[tens * 10 + ones] ??= `${lastMinute.utc}${tens}${ones}.000Z`;
  return lastMinute.instants[tens * 10 + ones];
}

const zero = 0x30;

function readLogMinute(local: string, zone: string): string | undefined {
  const [, day, month, year, hour, minute] = logMinute.exec(local) ?? [];
  const [, sign, zoneHours, zoneMinutes] = logZone.exec(zone) ?? [];
  if (month === undefined || sign === undefined) return undefined;
  const offset = zoneOffset(sign, Number(zoneHours), Number(zoneMinutes));
  return utcMinute([Number(year), months.indexOf(month), Number(day), Number(hour), Number(minute)], offset);
}

const isoInstant = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):([0-5]\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):?(\d\d))$/;

/**
 * Reads an instant in ISO 8601 with its zone, and gives it as `2000-10-10T20:55:36.000Z`: three digits of the fraction,
 * further ones are cut off. Undefined unless it is one of the years 1970 to 9999.
 */
export function readIsoTime(text: string): string | undefined {
  const read = isoInstant.exec(text);
  if (read === null) return undefined;
  const [, year, month, day, hour, minute, seconds, fraction = '', sign, zoneHours, zoneMinutes] = read;
  const offset = sign === undefined ? 0 : zoneOffset(sign, Number(zoneHours), Number(zoneMinutes));
  const utc = utcMinute([Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute)], offset);
  return utc && `${utc}${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}Z`;
}

/** Minutes east of UTC; not a number where there is no such zone. */
function zoneOffset(sign: string, hours: number, minutes: number): number {
  if (hours > 23 || minutes > 59) return Number.NaN;
  return (sign === '-' ? -1 : 1) * (hours * 60 + minutes);
}

type Minute = [year: number, monthIndex: number, day: number, hour: number, minute: number];

/** `2000-10-10T20:55:` of a local minute that exists, in UTC. */
function utcMinute([year, month, day, hour, minute]: Minute, offsetMinutes: number): string | undefined {
  if (hour > 23 || minute > 59) return undefined;
  const local = new Date(Date.UTC(year, month, day, hour, minute));
  // A day that the month does not have, or no month, comes out as another one.
  if (local.getUTCFullYear() !== year || local.getUTCMonth() !== month || local.getUTCDate() !== day) return undefined;
  const utc = new Date(local.getTime() - offsetMinutes * 60_000);
  const utcYear = utc.getUTCFullYear();
  return utcYear >= 1970 && utcYear <= 9999 ? utc.toISOString().slice(0, 17) : undefined;
}
