import { MathError } from './math-parser.ts';

/** A time series on the grid of the evaluation: one place a period, `undefined` where it has no datapoint. */
export type Series = readonly (number | undefined)[];

/** What an expression comes to: a scalar, a time series, or several. */
export type MathValue = number | { series: Series } | { list: Series[] };

export const isScalar = (value: MathValue): value is number => typeof value === 'number';

export const isSeries = (value: MathValue): value is { series: Series } =>
  typeof value === 'object' && 'series' in value;

/** One series or several, as several. */
export function seriesOf(value: MathValue): Series[] {
  if (isScalar(value)) throw new MathError('a time series is needed where a number stands');
  return isSeries(value) ? [value.series] : value.list;
}

/** Changes each series by itself. */
export function eachSeries(value: MathValue, change: (series: Series) => Series): MathValue {
  if (isScalar(value)) throw new MathError('a time series is needed where a number stands');
  return isSeries(value) ? { series: change(value.series) } : { list: value.list.map(change) };
}

/**
 * An operator between two values, point by point. Where only one of two series has a datapoint the other counts as 0; a
 * result that is no number (division by zero) is dropped.
 */
export function combine(left: MathValue, right: MathValue, operate: (a: number, b: number) => number): MathValue {
  if (isScalar(left) && isScalar(right)) return operate(left, right);
  if (isScalar(left))
    return eachSeries(right, (series) => series.map((b) => (b === undefined ? undefined : finite(operate(left, b)))));
  if (isScalar(right))
    return eachSeries(left, (series) => series.map((a) => (a === undefined ? undefined : finite(operate(a, right)))));
  const both = (a: Series, b: Series): Series =>
    a.map((value, at) =>
      value === undefined && b[at] === undefined ? undefined : finite(operate(value ?? 0, b[at] ?? 0)),
    );
  if (isSeries(left)) return eachSeries(right, (series) => both(left.series, series));
  if (isSeries(right)) return eachSeries(left, (series) => both(series, right.series));
  throw new MathError('two arrays of time series cannot be combined');
}

export const finite = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);

/** The values that are there. */
export const present = (series: Series): number[] => series.filter((value) => value !== undefined);
