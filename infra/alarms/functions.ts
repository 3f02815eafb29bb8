import type { Alarm, Metric } from './alarm.ts';

/** What alarms must know of a function. */
export interface WatchedFunction {
  /** Short name. */
  name: string;
  /** Logical id. */
  id: string;
  /** Duration that is too near the timeout, milliseconds. */
  durationMsMax: number;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
export const lambdaMetric = (id: string, name: string): Metric => ({
  namespace: 'AWS/Lambda',
  name,
  dimensions: { FunctionName: { Ref: id } },
});

export function functionAlarms({ name, id, durationMsMax }: WatchedFunction): Alarm[] {
  return [
    {
      subject: name,
      kind: 'function-errors',
      severity: 'ticket',
      means: `The function ${name} threw, ran out of memory or timed out. Its log says which.`,
      watches: { metric: lambdaMetric(id, 'Errors'), statistic: 'Sum' },
      rings: 'above',
      threshold: 0,
      unit: 'Count',
      periodSeconds: 300,
      periods: 1,
    },
    {
      subject: name,
      kind: 'function-throttled',
      severity: 'ticket',
      means: `Calls of the function ${name} are refused, for too many run at once. They are repeated.`,
      watches: { metric: lambdaMetric(id, 'Throttles'), statistic: 'Sum' },
      rings: 'above',
      threshold: 0,
      unit: 'Count',
      periodSeconds: 300,
      periods: 3,
    },
    {
      subject: name,
      kind: 'function-near-timeout',
      severity: 'ticket',
      means: `The function ${name} takes nearly as long as it may. Longer, and its work is thrown away.`,
      watches: { metric: lambdaMetric(id, 'Duration'), statistic: 'Maximum' },
      rings: 'above',
      threshold: durationMsMax,
      unit: 'Milliseconds',
      periodSeconds: 300,
      periods: 1,
    },
  ];
}
