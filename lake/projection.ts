import { parseDatePattern } from './date-pattern.ts';
import { LakeError } from './lake-error.ts';
import { escapeRegExp } from './sql-text.ts';

/** Which values a partition column has, worked out instead of looked up. */
export interface Projection {
  type: 'enum' | 'integer' | 'date' | 'injected' | 'none';
  /** Regular expression without groups that finds a value in an object's key, for JavaScript and RE2. */
  source: string;
  /** False for a value outside the range: its objects are there, and a query does not see them. */
  covers(value: string, nowMs: number): boolean;
}

/** A partition column without projection: every folder counts, as after `MSCK REPAIR TABLE`. */
export const anyFolder: Projection = { type: 'none', source: '[^\\/]+', covers: () => true };

/**
 * The projection of one partition column from the table's parameters `projection.<column>.*`.
 *
 * Throws {@link LakeError} for what is missing, unreadable or not honoured.
 * https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
 */
export function parseProjection(column: string, parameters: Map<string, string>): Projection {
  const prefix = `projection.${column}.`;
  const taken = new Set<string>();
  const optional = (name: string) => {
    taken.add(prefix + name);
    return parameters.get(prefix + name);
  };
  const required = (name: string) => {
    const value = optional(name);
    if (value === undefined)
      throw new LakeError(`The partition column ${column} lacks the table parameter ${prefix}${name}.`);
    return value;
  };
  const type = required('type').trim().toLowerCase();
  const parse = TYPES[type];
  if (!parse) throw new LakeError(`${prefix}type is ${type}. Athena knows ${Object.keys(TYPES).join(', ')}.`);
  const projection = parse({ prefix, required, optional });
  const stray = [...parameters.keys()].find((name) => name.startsWith(prefix) && !taken.has(name));
  if (stray) throw new LakeError(`The table parameter ${stray} means nothing for a column of type ${type}.`);
  return projection;
}

interface Parameters {
  prefix: string;
  required(name: string): string;
  optional(name: string): string | undefined;
}

const TYPES: Record<string, (parameters: Parameters) => Projection> = {
  enum: parseEnum,
  integer: parseInteger,
  date: parseDate,
  injected: parseInjected,
};

function parseInjected(): Projection {
  return { type: 'injected', source: '[^\\/]+', covers: () => true };
}

/** White space is part of an enum's value. */
function parseEnum({ required }: Parameters): Projection {
  const values = required('values').split(',');
  return {
    type: 'enum',
    source: `(?:${values.map(escapeRegExp).join('|')})`,
    covers: (value) => values.includes(value),
  };
}

function parseInteger({ prefix, required, optional }: Parameters): Projection {
  const bounds = required('range')
    .split(',')
    .map((bound) => bound.trim());
  const [low, high] = bounds;
  if (bounds.length !== 2 || !/^-?\d+$/.test(low!) || !/^-?\d+$/.test(high!)) {
    throw new LakeError(`${prefix}range must be two integers with a comma between them.`);
  }
  const [least, most] = [BigInt(low!), BigInt(high!)];
  const interval = BigInt(positive(`${prefix}interval`, optional('interval') ?? '1'));
  const digits = positive(`${prefix}digits`, optional('digits') ?? '1');
  const written = (value: bigint) =>
    value < 0n ? `-${String(-value).padStart(digits, '0')}` : String(value).padStart(digits, '0');
  return {
    type: 'integer',
    source: '-?[0-9]+',
    covers(text) {
      if (!/^-?\d+$/.test(text)) return false;
      const value = BigInt(text);
      return value >= least && value <= most && (value - least) % interval === 0n && written(value) === text;
    },
  };
}

/** `NOW` is reckoned in UTC, at the time of the query. */
function parseDate({ prefix, required, optional }: Parameters): Projection {
  const pattern = parseDatePattern(required('format'));
  const bounds = required('range').split(',');
  if (bounds.length !== 2) throw new LakeError(`${prefix}range must be two dates with a comma between them.`);
  const [low, high] = bounds.map((bound) => dateBound(`${prefix}range`, bound, pattern.parse)) as [
    DateBound,
    DateBound,
  ];
  const impliedUnit = { 1: 'MONTHS', 2: 'DAYS' }[pattern.precision];
  const unit = (optional('interval.unit') ?? impliedUnit)?.trim().toUpperCase();
  const interval = optional('interval') ?? (impliedUnit && '1');
  if (unit === undefined || interval === undefined) {
    throw new LakeError(
      `${prefix}interval and ${prefix}interval.unit are required, unless the format ends with the day or the month.`,
    );
  }
  const steps = stepsSince(`${prefix}interval.unit`, unit);
  const stride = positive(`${prefix}interval`, interval);
  return {
    type: 'date',
    source: pattern.source,
    covers(text, nowMs) {
      const time = pattern.parse(text);
      if (time === undefined) return false;
      // Values are written in the format, so the first one is the range's start cut down to it.
      const first = pattern.parse(pattern.format(low(nowMs)))!;
      return time >= first && time <= high(nowMs) && steps(first, time) % stride === 0;
    },
  };
}

type DateBound = (nowMs: number) => number;

function dateBound(parameter: string, text: string, parse: (text: string) => number | undefined): DateBound {
  const now = /^\s*NOW\s*(?:([+-])\s*(\d+)\s*(YEAR|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND)S?\s*)?$/.exec(text);
  if (now) {
    const [, sign, count, unit] = now;
    if (unit === undefined) return (nowMs) => nowMs;
    const amount = Number(`${sign}${count}`);
    return (nowMs) => shift(nowMs, amount, `${unit}S`);
  }
  const time = parse(text);
  if (time === undefined)
    throw new LakeError(`${parameter} holds ${text}, which is neither NOW nor a date in the column's format.`);
  return () => time;
}

const UNIT_MS: Record<string, number> = {
  MILLISECONDS: 1,
  SECONDS: 1_000,
  MINUTES: 60_000,
  HOURS: 3_600_000,
  DAYS: 86_400_000,
  WEEKS: 604_800_000,
};
const UNIT_MONTHS: Record<string, number> = { MONTHS: 1, YEARS: 12 };

function shift(timeMs: number, amount: number, unit: string): number {
  const months = UNIT_MONTHS[unit];
  if (months === undefined) return timeMs + amount * UNIT_MS[unit]!;
  const date = new Date(timeMs);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + amount * months);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  return date.setUTCDate(Math.min(day, lastDay));
}

/** How many units lie between two times; not whole when the later one is between two steps. */
function stepsSince(parameter: string, unit: string): (fromMs: number, toMs: number) => number {
  const unitMs = UNIT_MS[unit];
  if (unitMs) return (fromMs, toMs) => (toMs - fromMs) / unitMs;
  const months = UNIT_MONTHS[unit];
  if (!months)
    throw new LakeError(
      `${parameter} is ${unit}. Athena knows ${[...Object.keys(UNIT_MONTHS), ...Object.keys(UNIT_MS)].join(', ')}.`,
    );
  return (fromMs, toMs) => {
    const [from, to] = [new Date(fromMs), new Date(toMs)];
    const whole = (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth();
    return shift(fromMs, whole, 'MONTHS') === toMs ? whole / months : Number.NaN;
  };
}

function positive(parameter: string, text: string): number {
  const number = Number(text.trim());
  if (!Number.isSafeInteger(number) || number < 1)
    throw new LakeError(`${parameter} must be a positive integer, not ${text}.`);
  return number;
}
