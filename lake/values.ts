import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBIntervalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from '@duckdb/node-api';

/**
 * A value of a result as plain JavaScript, nothing rounded: `bigint` for 64-bit integers and wider, text for decimals and for
 * dates and times (as Athena prints them, in UTC), arrays for lists, objects for structs and maps, `null`.
 */
export function plainValue(value: DuckDBValue): unknown {
  if (value instanceof DuckDBTimestampTZValue) return `${dateTime(value.micros)} UTC`;
  if (value instanceof DuckDBTimestampValue) return dateTime(value.micros);
  if (value instanceof DuckDBDateValue || value instanceof DuckDBDecimalValue || value instanceof DuckDBIntervalValue)
    return value.toString();
  if (value instanceof DuckDBListValue) return value.items.map(plainValue);
  if (value instanceof DuckDBMapValue)
    return record(value.entries.map(({ key, value: item }) => [String(plainValue(key)), plainValue(item)]));
  if (value instanceof DuckDBStructValue)
    return record(Object.entries(value.entries).map(([name, item]) => [name, plainValue(item)]));
  if (typeof value === 'object' && value !== null) return String(value);
  return value;
}

/** Without a prototype, so that a key such as `__proto__` is a key. */
const record = (entries: [string, unknown][]): Record<string, unknown> =>
  Object.assign(Object.create(null), Object.fromEntries(entries));

/** `2021-12-23 16:15:15.098`, with six digits of the second where three do not do. */
function dateTime(micros: bigint): string {
  const fraction = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const digits = String(fraction).padStart(6, '0');
  const seconds = Number((micros - fraction) / 1_000_000n);
  const text = new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
  return `${text}.${digits.endsWith('000') ? digits.slice(0, 3) : digits}`;
}
