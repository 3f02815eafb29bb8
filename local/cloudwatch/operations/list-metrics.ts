import * as z from 'zod';
import type { CloudWatchContext } from '../context.ts';
import { checked, listDimensions } from '../input.ts';
import { LIST_METRICS_MAX } from '../limits.ts';

const input = z.object({
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  /** Without a value: any. */
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.string().optional() })).default([]),
  /** How many were listed before. */
  NextToken: z.string().regex(/^\d+$/).transform(Number).optional(),
});

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html */
export function listMetrics({ store }: CloudWatchContext, request: Record<string, unknown>) {
  const { Namespace, MetricName, Dimensions, NextToken = 0 } = checked(input, request);
  const found = store
    .list()
    .filter(
      ({ namespace, metricName }) =>
        (Namespace ?? namespace) === namespace && (MetricName ?? metricName) === metricName,
    )
    .filter(({ dimensions }) =>
      Dimensions.every(
        ({ Name, Value }) => Object.hasOwn(dimensions, Name) && (Value ?? dimensions[Name]) === dimensions[Name],
      ),
    );
  const end = NextToken + LIST_METRICS_MAX;
  return {
    Metrics: found.slice(NextToken, end).map(({ namespace, metricName, dimensions }) => ({
      Namespace: namespace,
      MetricName: metricName,
      Dimensions: listDimensions(dimensions),
    })),
    ...(end < found.length ? { NextToken: String(end) } : {}),
  };
}
