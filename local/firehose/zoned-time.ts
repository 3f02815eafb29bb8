/** An instant as a wall clock in one time zone shows it. Months and days count from 1; 1 is Monday in `dayOfWeek`. */
export interface ZonedTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  dayOfWeek: number;
  dayOfYear: number;
  offsetSeconds: number;
  zone: string;
  epochMs: number;
}

/**
 * Reads instants in one zone. Offsets are looked up once per quarter of an hour, since every zone changes on such a
 * boundary.
 */
export type ZonedClock = (epochMs: number) => ZonedTime;

const QUARTER_MS = 15 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

export function isTimeZone(zone: string): boolean {
  if (zone === 'UTC') return true;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

export function createZonedClock(zone: string): ZonedClock {
  const offsetMsAt = zone === 'UTC' ? () => 0 : createOffsetLookup(zone);
  return (epochMs) => {
    const offsetMs = offsetMsAt(epochMs);
    const local = new Date(epochMs + offsetMs);
    const year = local.getUTCFullYear();
    return {
      year,
      month: local.getUTCMonth() + 1,
      day: local.getUTCDate(),
      hour: local.getUTCHours(),
      minute: local.getUTCMinutes(),
      second: local.getUTCSeconds(),
      dayOfWeek: local.getUTCDay() || 7,
      dayOfYear: Math.floor((local.getTime() - Date.UTC(year, 0, 1)) / DAY_MS) + 1,
      offsetSeconds: offsetMs / 1000,
      zone,
      epochMs,
    };
  };
}

function createOffsetLookup(zone: string): (epochMs: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  let knownQuarter = Number.NaN;
  let knownOffsetMs = 0;
  return (epochMs) => {
    const quarter = Math.floor(epochMs / QUARTER_MS);
    if (quarter !== knownQuarter) {
      const instantMs = quarter * QUARTER_MS;
      const part = Object.fromEntries(format.formatToParts(instantMs).map(({ type, value }) => [type, Number(value)]));
      const localMs = Date.UTC(part.year!, part.month! - 1, part.day!, part.hour!, part.minute!, part.second!);
      knownQuarter = quarter;
      knownOffsetMs = localMs - instantMs;
    }
    return knownOffsetMs;
  };
}
