import { type Aggregate, addAggregate, addValue, emptyAggregate } from './aggregate.ts';
import { BUCKET_MS, RETENTION_MS, SERIES_MAX } from './limits.ts';

/** What makes a metric: any other set of dimensions is another metric. */
export interface MetricId {
  namespace: string;
  metricName: string;
  dimensions: Record<string, string>;
}

export interface MetricStore {
  /** Adds what `fill` puts into an aggregate to the minute of `timestampMs`. Too old or too far in the future: left out. */
  put(id: MetricId, timestampMs: number, fill: (into: Aggregate) => void): void;
  /** Everything from `fromMs` up to, not including, `toMs`, both whole minutes; `undefined` when there is nothing. */
  between(id: MetricId, fromMs: number, toMs: number): Aggregate | undefined;
  /** Everything since the store was made, also what has expired. */
  sinceStart(id: MetricId): Aggregate;
  list(): MetricId[];
}

interface Series {
  id: MetricId;
  /** By the start of the minute, ms. */
  buckets: Map<number, Aggregate>;
  total: Aggregate;
}

/** One aggregate a minute and metric. Memory is bounded by {@link RETENTION_MS} and {@link SERIES_MAX}. */
export function createMetricStore(now: () => number): MetricStore {
  // In the order of the last write, so that the first one is the one to let go.
  const all = new Map<string, Series>();

  function seriesOf(id: MetricId): Series {
    const key = keyOf(id);
    const known = all.get(key);
    const series = known ?? { id, buckets: new Map(), total: { ...emptyAggregate(), values: undefined } };
    if (known) all.delete(key);
    all.set(key, series);
    if (all.size > SERIES_MAX) all.delete(all.keys().next().value!);
    return series;
  }

  function bucketOf({ buckets }: Series, startMs: number): Aggregate {
    const known = buckets.get(startMs);
    if (known) return known;
    const expiredMs = now() - RETENTION_MS;
    for (const start of buckets.keys()) if (start < expiredMs) buckets.delete(start);
    const bucket = emptyAggregate();
    buckets.set(startMs, bucket);
    return bucket;
  }

  return {
    put(id, timestampMs, fill) {
      const nowMs = now();
      if (timestampMs < nowMs - RETENTION_MS || timestampMs > nowMs + RETENTION_MS) return;
      const series = seriesOf(id);
      fill(series.total);
      fill(bucketOf(series, Math.floor(timestampMs / BUCKET_MS) * BUCKET_MS));
    },
    between(id, fromMs, toMs) {
      const buckets = all.get(keyOf(id))?.buckets;
      if (!buckets) return undefined;
      const found = emptyAggregate();
      for (let start = fromMs; start < toMs; start += BUCKET_MS) {
        const bucket = buckets.get(start);
        if (bucket) addAggregate(found, bucket);
      }
      return found.count > 0 ? found : undefined;
    },
    sinceStart: (id) => all.get(keyOf(id))?.total ?? emptyAggregate(),
    list: () => [...all.values()].map(({ id }) => id),
  };
}

/** Puts one value, `count` times. */
export const oneValue =
  (value: number, count = 1) =>
  (into: Aggregate): void =>
    addValue(into, value, count);

const keyOf = ({ namespace, metricName, dimensions }: MetricId): string =>
  JSON.stringify([namespace, metricName, Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);
