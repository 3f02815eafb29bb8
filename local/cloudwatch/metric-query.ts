import { addAggregate, emptyAggregate } from './aggregate.ts';
import type { Datapoint } from './evaluate.ts';
import { evaluateMath, idsIn, singleSeries } from './math.ts';
import { MathError, type MathNode, parseMath } from './math-parser.ts';
import type { MathValue, Series } from './math-value.ts';
import type { MetricId, MetricStore } from './metric-store.ts';
import { type InsightsQuery, isInsightsQuery, matches, parseInsightsQuery } from './metrics-insights.ts';
import { parseStatistic, type Statistic } from './statistic.ts';

/** A statistic of a metric, a Metrics Insights query, or an expression over the others, under an id. */
export type MetricQuery = { id: string } & (
  | { metric: MetricId; statistic: Statistic }
  | { insights: InsightsQuery }
  | { expression: MathNode }
);

/** What stands as `Expression`: metric math or a Metrics Insights query. Throws {@link MathError}. */
export const parseExpression = (id: string, text: string): MetricQuery =>
  isInsightsQuery(text) ? { id, insights: parseInsightsQuery(text) } : { id, expression: parseMath(text) };

/** Consecutive periods: the start of each, ms, oldest first. */
export interface Grid {
  timestamps: readonly number[];
  periodSeconds: number;
}

/** `count` periods that end at `endMs`. */
export const gridEndingAt = (endMs: number, periodSeconds: number, count: number): Grid => ({
  timestamps: Array.from({ length: count }, (_, index) => endMs - (count - index) * periodSeconds * 1000),
  periodSeconds,
});

/** The periods, multiples of their length since the epoch, that begin before `toMs` and end after `fromMs`. */
export function epochGrid(fromMs: number, toMs: number, periodSeconds: number): Grid {
  const periodMs = periodSeconds * 1000;
  const first = Math.floor(fromMs / periodMs);
  const count = Math.max(0, Math.ceil(toMs / periodMs) - first);
  return { timestamps: Array.from({ length: count }, (_, index) => (first + index) * periodMs), periodSeconds };
}

/** The queries that expressions name must be there, and none may need itself. Throws {@link MathError}. */
export function checkQueries(queries: readonly MetricQuery[]): void {
  const byId = new Map(queries.map((query) => [query.id, query]));
  const visit = (id: string, path: readonly string[]): void => {
    const query = byId.get(id);
    if (!query) throw new MathError(`${id} is not the id of a metric or expression`);
    if (path.includes(id)) throw new MathError(`${id} needs itself`);
    if ('expression' in query) for (const needed of idsIn(query.expression)) visit(needed, [...path, id]);
  };
  for (const { id } of queries) visit(id, []);
}

/** Works out one of several queries over a grid. */
export function runQuery(queries: readonly MetricQuery[], id: string, store: MetricStore, grid: Grid): Datapoint[] {
  const metrics = new Map<string, Series>();
  for (const query of queries) if ('metric' in query) metrics.set(query.id, metricSeries(query, store, grid));
  const lookUp = (name: string): MathValue => {
    const query = queries.find((each) => each.id === name);
    if (query && 'expression' in query) return evaluateMath(query.expression, { ...grid, metrics, lookUp });
    if (query && 'insights' in query) return { series: insightsSeries(query.insights, store, grid) };
    const series = metrics.get(name);
    if (!series) throw new MathError(`${name} is not the id of a metric or expression`);
    return { series };
  };
  const series = singleSeries(lookUp(id));
  return grid.timestamps.map((timestamp, at) => ({ timestamp, value: series[at] }));
}

export function metricSeries(
  { metric, statistic }: { metric: MetricId; statistic: Statistic },
  store: MetricStore,
  { timestamps, periodSeconds }: Grid,
): Series {
  return timestamps.map((start) => {
    const found = store.between(metric, start, start + periodSeconds * 1000);
    return found && statistic(found);
  });
}

function insightsSeries(query: InsightsQuery, store: MetricStore, { timestamps, periodSeconds }: Grid): Series {
  const statistic = parseStatistic(query.statistic)!;
  const metrics = store.list().filter((metric) => matches(query, metric));
  return timestamps.map((start) => {
    const all = emptyAggregate();
    for (const metric of metrics) {
      const found = store.between(metric, start, start + periodSeconds * 1000);
      if (found) addAggregate(all, found);
    }
    return all.count > 0 ? statistic(all) : undefined;
  });
}
