import type { Aggregate } from './aggregate.ts';

/** A number out of an aggregate; `undefined` where the aggregate cannot say. */
export type Statistic = (aggregate: Aggregate) => number | undefined;

const STATISTICS: Record<string, Statistic> = {
  SampleCount: ({ count }) => count,
  Sum: ({ sum }) => sum,
  Average: ({ sum, count }) => sum / count,
  Minimum: ({ min }) => min,
  Maximum: ({ max }) => max,
};

export const STATISTIC_NAMES: readonly string[] = Object.keys(STATISTICS);

/**
 * `Sum`, `Average`, …, or a percentile such as `p99` or `p99.9`; `undefined` for what is unknown here (trimmed means and
 * their like). https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 */
export function parseStatistic(name: string): Statistic | undefined {
  if (Object.hasOwn(STATISTICS, name)) return STATISTICS[name];
  const percentile = /^p(\d{1,2}(?:\.\d+)?|100)$/.exec(name);
  return percentile ? (aggregate) => percentileOf(aggregate, Number(percentile[1])) : undefined;
}

/** Nearest rank. A statistic set says something only when all its values are the same. */
function percentileOf({ values, count, min, max }: Aggregate, percent: number): number | undefined {
  if (!values) return min === max ? min : undefined;
  const rank = Math.max(1, Math.ceil((percent / 100) * count));
  let seen = 0;
  for (const [value, times] of [...values].sort(([a], [b]) => a - b)) {
    seen += times;
    if (seen >= rank) return value;
  }
  return max;
}
