export interface MetricDatum {
  namespace: string;
  metricName: string;
  dimensions: Record<string, string>;
  value: number;
  unit?: string;
  /** Milliseconds since the epoch. */
  timestamp: number;
}

/** What other local services may do with metrics in this process. */
export interface MetricSink {
  put(datum: MetricDatum): void;
}
