import { EXACT_VALUES_MAX } from './limits.ts';

/** What is kept of the values of one metric in some span of time. */
export interface Aggregate {
  count: number;
  sum: number;
  min: number;
  max: number;
  /** Each value with how often it was seen, for percentiles; `undefined` once a statistic set hid them. */
  values: Map<number, number> | undefined;
}

export const emptyAggregate = (): Aggregate => ({
  count: 0,
  sum: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
  values: new Map(),
});

/** Adds `other`, which stays as it is, to `into`. */
export function addAggregate(into: Aggregate, other: Aggregate): void {
  into.count += other.count;
  into.sum += other.sum;
  into.min = Math.min(into.min, other.min);
  into.max = Math.max(into.max, other.max);
  if (!other.values) into.values = undefined;
  for (const [value, count] of other.values ?? []) addToValues(into, value, count);
}

export function addValue(into: Aggregate, value: number, count: number): void {
  into.count += count;
  into.sum += value * count;
  into.min = Math.min(into.min, value);
  into.max = Math.max(into.max, value);
  addToValues(into, value, count);
}

function addToValues(into: Aggregate, value: number, count: number): void {
  const { values } = into;
  if (!values) return;
  const crowded = values.size >= EXACT_VALUES_MAX && !values.has(value);
  const kept = crowded ? Number(value.toPrecision(2)) : value;
  values.set(kept, (values.get(kept) ?? 0) + count);
}
