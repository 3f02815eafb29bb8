import type { Datapoint } from './evaluate.ts';
import { evaluateMath, idsIn, singleSeries } from './math.ts';
import { MathError, type MathNode } from './math-parser.ts';
import type { MathValue, Series } from './math-value.ts';
import type { MetricId, MetricStore } from './metric-store.ts';
import type { Statistic } from './statistic.ts';

/** A statistic of a metric, or an expression over other queries, under an id. */
export type MetricQuery = { id: string } & ({ metric: MetricId; statistic: Statistic } | { expression: MathNode });

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
