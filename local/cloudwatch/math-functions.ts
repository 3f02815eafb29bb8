import { MathError } from './math-parser.ts';
import {
  eachSeries,
  finite,
  isScalar,
  isSeries,
  type MathValue,
  present,
  type Series,
  seriesOf,
} from './math-value.ts';

/** What functions may know beside their arguments. */
export interface MathContext {
  /** Start of each period of the grid, ms. */
  timestamps: readonly number[];
  periodSeconds: number;
}

type MathFunction = (args: MathValue[], context: MathContext) => MathValue;

/** Functions of evaluated arguments. `FILL`'s words and `METRICS` are seen to by the evaluator. */
export const MATH_FUNCTIONS: Readonly<Record<string, MathFunction>> = {
  ABS: pointwise(Math.abs),
  CEIL: pointwise(Math.ceil),
  FLOOR: pointwise(Math.floor),
  LOG: pointwise(Math.log),
  LOG10: pointwise(Math.log10),
  SUM: reducing((values) => values.reduce((sum, value) => sum + value, 0)),
  MIN: reducing((values) => Math.min(...values)),
  MAX: reducing((values) => Math.max(...values)),
  // Of several series, a missing value counts as 0.
  AVG: reducing((values, of) => values.reduce((sum, value) => sum + value, 0) / of),
  STDDEV: reducing((values) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  }),
  DATAPOINT_COUNT: reducing((values) => values.length),
  DIFF: successive((value, before) => value - before),
  DIFF_TIME: successive((_, __, seconds) => seconds),
  RATE: successive((value, before, seconds) => (value - before) / seconds),
  RUNNING_SUM([value]) {
    return eachSeries(needed(value), (series) => {
      let sum = 0;
      return series.map((each) => {
        sum += each ?? 0;
        return each === undefined ? undefined : sum;
      });
    });
  },
  FIRST: ([value]) => ({ series: seriesOf(needed(value))[0] ?? [] }),
  LAST: ([value]) => ({ series: seriesOf(needed(value)).at(-1) ?? [] }),
  METRIC_COUNT: ([value]) => seriesOf(needed(value)).length,
  REMOVE_EMPTY: ([value]) => ({ list: seriesOf(needed(value)).filter((series) => present(series).length > 0) }),
  PERIOD: (_, { periodSeconds }) => periodSeconds,
  TIME_SERIES([value], { timestamps }) {
    if (value === undefined || !isScalar(value)) throw new MathError('TIME_SERIES needs a number');
    return { series: timestamps.map(() => value) };
  },
  FILL([value, filler]) {
    const fill = needed(filler);
    if (!isScalar(fill) && !isSeries(fill)) throw new MathError('FILL needs a number, a time series, REPEAT or LINEAR');
    return eachSeries(needed(value), (series) =>
      series.map((each, at) => each ?? (isScalar(fill) ? fill : fill.series[at])),
    );
  },
  IF([condition, whenTrue, whenFalse]) {
    const [test, yes] = [needed(condition), needed(whenTrue)];
    if (isScalar(test)) return test !== 0 ? yes : (whenFalse ?? { series: [] });
    if (!isSeries(test)) throw new MathError('IF needs one time series to test');
    // A missing value is 0 where the test is true, and leaves a gap where it is false.
    return {
      series: test.series.map((each, at) =>
        each === undefined
          ? undefined
          : each !== 0
            ? (pointOf(yes, at) ?? 0)
            : whenFalse === undefined
              ? undefined
              : pointOf(whenFalse, at),
      ),
    };
  },
};

/** `FILL(m1, REPEAT)`: the last value before the gap. */
export function fillRepeat(series: Series): Series {
  let last: number | undefined;
  return series.map((value) => {
    last = value ?? last;
    return last;
  });
}

/** `FILL(m1, LINEAR)`: on the line between the values around the gap; a gap at either end stays. */
export function fillLinear(series: Series): Series {
  return series.map((value, at) => {
    if (value !== undefined) return value;
    const before = series.findLastIndex((each, index) => index < at && each !== undefined);
    const after = series.findIndex((each, index) => index > at && each !== undefined);
    if (before === -1 || after === -1) return undefined;
    return series[before]! + ((series[after]! - series[before]!) * (at - before)) / (after - before);
  });
}

function pointwise(change: (value: number) => number): MathFunction {
  return ([value]) =>
    eachSeries(needed(value), (series) =>
      series.map((each) => (each === undefined ? undefined : finite(change(each)))),
    );
}

/** Of one series a number; of several a series, point by point over those that have a value there. */
function reducing(reduce: (values: number[], of: number) => number): MathFunction {
  return ([value], { timestamps }) => {
    const given = needed(value);
    if (isScalar(given)) throw new MathError('a time series is needed where a number stands');
    if (isSeries(given)) {
      const values = present(given.series);
      return values.length === 0 ? 0 : reduce(values, values.length);
    }
    return {
      series: timestamps.map((_, at) => {
        const values = present(given.list.map((series) => series[at]));
        return values.length === 0 ? undefined : finite(reduce(values, given.list.length));
      }),
    };
  };
}

/** From each value and the one before it that is there, with the seconds between them. */
function successive(change: (value: number, before: number, seconds: number) => number): MathFunction {
  return ([value], { timestamps }) =>
    eachSeries(needed(value), (series) => {
      let before = -1;
      return series.map((each, at) => {
        if (each === undefined) return undefined;
        const previous = before;
        before = at;
        return previous === -1
          ? undefined
          : finite(change(each, series[previous]!, (timestamps[at]! - timestamps[previous]!) / 1000));
      });
    });
}

function needed(value: MathValue | undefined): MathValue {
  if (value === undefined) throw new MathError('an argument is missing');
  return value;
}

function pointOf(value: MathValue, at: number): number | undefined {
  if (isScalar(value)) return value;
  if (isSeries(value)) return value.series[at];
  throw new MathError('IF takes no array of time series');
}
