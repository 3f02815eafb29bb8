import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampValue,
  type DuckDBValue,
  listValue,
  mapValue,
  structValue,
} from '@duckdb/node-api';
import { unscaled } from './decimals.ts';
import { ExactNumber, stringifyExactly } from './exact-json.ts';
import type { HiveType } from './hive-type.ts';
import { parseDate, parseTimestamp } from './instants.ts';

/** A value that its column cannot hold, and why; the words follow "Data does not match the schema." */
export class Misfit {
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
}

/** The value may fit, but a JavaScript number does not hold all of its digits: the record has to be read exactly. */
export const NEEDS_DIGITS = Symbol('needs digits');

type Coerced = DuckDBValue | Misfit | typeof NEEDS_DIGITS;

const INTEGER = /^[+-]?\d{1,40}$/;
const FLOATING = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const LARGEST = { 8: 0x7fn, 16: 0x7fffn, 32: 0x7fff_ffffn, 64: 0x7fff_ffff_ffff_ffffn };

/**
 * A JSON value as its column holds it, as the OpenX JSON SerDe reads it on Firehose: text for scalars of any kind, numbers also
 * from text, a single value as a list of one, a list as a struct by position; fields that the struct does not have are left out
 * (captured). Numbers are JavaScript's or {@link ExactNumber}s.
 *
 * Recurses as deep as the type and, for objects in a text column, as the value.
 */
export function coerce(value: unknown, type: HiveType): Coerced {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case 'text':
      return toText(value);
    case 'boolean':
      return toBoolean(value);
    case 'integer':
      return toInteger(value, type.bits);
    case 'float':
    case 'double':
      return toFloating(value, type.kind);
    case 'decimal':
      return toDecimal(value, type.precision, type.scale);
    case 'date':
      return toDate(value);
    case 'timestamp':
      return toTimestamp(value);
    case 'array':
      return toList(value, type.element);
    case 'map':
      return toMap(value, type.value);
    case 'struct':
      return toStruct(value, type.fields);
  }
}

/** Of the value in a message; the whole record is beside it. */
const SHOWN_CHARACTERS_MAX = 200;

/** The words of Java's number parsers, which AWS hands on (captured for a double). */
const forInputString = (text: string): Misfit =>
  new Misfit(`For input string: ${JSON.stringify(text.slice(0, SHOWN_CHARACTERS_MAX))}`);

/** The digits of a number, or text; undefined for what is neither. */
function textOf(value: unknown): string | undefined {
  if (value instanceof ExactNumber) return value.text;
  return typeof value === 'string' ? value.trim() : undefined;
}

const misfitOf = (value: unknown): Misfit => forInputString(textOf(value) ?? stringifyExactly(value));

/** What is not Unicode could not be read back as it was. */
function toText(value: unknown): Coerced {
  if (typeof value === 'string') return value.isWellFormed() ? value : new Misfit('The text is not Unicode.');
  if (typeof value === 'boolean') return String(value);
  if (value instanceof ExactNumber) return value.text;
  return typeof value === 'number' || holdsNumber(value) ? NEEDS_DIGITS : toText(stringifyExactly(value));
}

function holdsNumber(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || value instanceof ExactNumber) return typeof value === 'number';
  return Object.values(value).some(holdsNumber);
}

function toBoolean(value: unknown): Coerced {
  if (typeof value === 'boolean') return value;
  const text = textOf(value)?.toLowerCase();
  if (text === 'true' || text === 'false') return text === 'true';
  return typeof value === 'number' ? NEEDS_DIGITS : misfitOf(value);
}

function toInteger(value: unknown, bits: keyof typeof LARGEST): Coerced {
  if (Number.isSafeInteger(value)) return withinBits(BigInt(value as number), bits);
  if (typeof value === 'number') return NEEDS_DIGITS;
  const text = textOf(value);
  if (text !== undefined && INTEGER.test(text)) return withinBits(BigInt(text.replace(/^\+/, '')), bits);
  // 1.0 and 1e3 are whole numbers too; in quotes they are none, as for Java.
  const whole = value instanceof ExactNumber ? wholeOf(value.text) : undefined;
  return whole === undefined ? misfitOf(value) : withinBits(whole, bits);
}

/** More digits than any integer column holds. */
const WHOLE_DIGITS_MAX = 40;

function wholeOf(text: string): bigint | undefined {
  const [mantissa, exponent = '0'] = text.toLowerCase().split('e') as [string, string?];
  const [, fraction = ''] = mantissa.split('.');
  const places = fraction.replace(/0+$/, '').length - Number(exponent);
  return places > 0 ? undefined : unscaled(text, WHOLE_DIGITS_MAX, 0);
}

function withinBits(integer: bigint, bits: keyof typeof LARGEST): Coerced {
  const largest = LARGEST[bits];
  if (integer > largest || integer < -largest - 1n) return new Misfit(`Value ${integer} is out of range.`);
  return bits === 64 ? integer : Number(integer);
}

function toFloating(value: unknown, kind: 'float' | 'double'): Coerced {
  // Written longer than a double reaches.
  if (typeof value === 'number' && !Number.isFinite(value)) return NEEDS_DIGITS;
  const text = textOf(value);
  const number =
    typeof value === 'number' ? value : text !== undefined && FLOATING.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(number)) return misfitOf(value);
  const held = kind === 'float' ? Math.fround(number) : number;
  return Number.isFinite(held) ? held : new Misfit(`Value ${text ?? number} is out of range.`);
}

function toDecimal(value: unknown, precision: number, scale: number): Coerced {
  if (typeof value === 'number') return NEEDS_DIGITS;
  const text = textOf(value);
  const digits = text === undefined ? undefined : unscaled(text, precision, scale);
  return digits === undefined ? misfitOf(value) : new DuckDBDecimalValue(digits, precision, scale);
}

function toDate(value: unknown): Coerced {
  const days = typeof value === 'string' ? parseDate(value.trim()) : undefined;
  if (days !== undefined) return new DuckDBDateValue(days);
  return typeof value === 'number' ? NEEDS_DIGITS : misfitOf(value);
}

function toTimestamp(value: unknown): Coerced {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return NEEDS_DIGITS;
  const micros = parseTimestamp(typeof value === 'number' ? String(value) : (textOf(value) ?? ''));
  return micros === undefined ? misfitOf(value) : new DuckDBTimestampValue(micros);
}

function toList(value: unknown, element: HiveType): Coerced {
  const items = coerceAll(Array.isArray(value) ? value : [value], () => element);
  return Array.isArray(items) ? listValue(items) : items;
}

function toMap(value: unknown, type: HiveType): Coerced {
  if (!isObject(value)) return new Misfit(`A map cannot hold ${kindOf(value)}.`);
  const keys = Object.keys(value);
  const items = coerceAll(Object.values(value), () => type);
  return Array.isArray(items) ? mapValue(keys.map((key, at) => ({ key, value: items[at]! }))) : items;
}

function toStruct(value: unknown, fields: { name: string; type: HiveType }[]): Coerced {
  if (!isObject(value) && !Array.isArray(value)) return new Misfit(`A struct cannot hold ${kindOf(value)}.`);
  const given = fields.map(({ name }, at) => {
    if (Array.isArray(value)) return value[at];
    return Object.hasOwn(value, name) ? value[name] : undefined;
  });
  const items = coerceAll(given, (at) => fields[at]!.type);
  return Array.isArray(items)
    ? structValue(Object.fromEntries(fields.map(({ name }, at) => [name, items[at]!])))
    : items;
}

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'an array' : 'a single value');

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);

/** All of them, or the first that does not fit. */
function coerceAll(values: unknown[], typeAt: (at: number) => HiveType): DuckDBValue[] | Misfit | typeof NEEDS_DIGITS {
  const coerced: DuckDBValue[] = [];
  for (const [at, value] of values.entries()) {
    const item = coerce(value, typeAt(at));
    if (item === NEEDS_DIGITS || item instanceof Misfit) return item;
    coerced.push(item);
  }
  return coerced;
}
