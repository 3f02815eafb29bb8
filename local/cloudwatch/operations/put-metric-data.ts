import * as z from 'zod';
import { type Aggregate, addAggregate, addValue } from '../aggregate.ts';
import type { CloudWatchContext } from '../context.ts';
import { checked, dimensionList, instant } from '../input.ts';
import { PUT_DATA_MAX, PUT_VALUES_MAX } from '../limits.ts';

const statisticSet = z.object({
  SampleCount: z.number().positive(),
  Sum: z.number(),
  Minimum: z.number(),
  Maximum: z.number(),
});

const datum = z
  .object({
    MetricName: z.string().min(1).max(255),
    Dimensions: dimensionList,
    Timestamp: instant.optional(),
    Value: z.number().optional(),
    Values: z.array(z.number()).max(PUT_VALUES_MAX).optional(),
    Counts: z.array(z.number().positive()).optional(),
    StatisticValues: statisticSet.optional(),
  })
  .refine(
    ({ Value, Values, StatisticValues }) =>
      [Value, Values, StatisticValues].filter((given) => given !== undefined).length === 1,
    {
      error: 'one of Value, Values and StatisticValues is needed',
    },
  )
  .refine(({ Values, Counts }) => Counts === undefined || Counts.length === Values?.length, {
    error: 'Counts must be as many as Values',
  });

const input = z.object({
  Namespace: z.string().min(1).max(255),
  MetricData: z.array(datum).min(1).max(PUT_DATA_MAX),
});

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
export function putMetricData({ store, clock }: CloudWatchContext, request: Record<string, unknown>): void {
  const { Namespace, MetricData } = checked(input, request, ['EntityMetricData']);
  for (const each of MetricData) {
    const id = { namespace: Namespace, metricName: each.MetricName, dimensions: each.Dimensions };
    store.put(id, each.Timestamp ?? clock.now(), (into) => fill(into, each));
  }
}

function fill(into: Aggregate, { Value, Values, Counts, StatisticValues }: z.output<typeof datum>): void {
  if (Value !== undefined) addValue(into, Value, 1);
  for (const [index, value] of (Values ?? []).entries()) addValue(into, value, Counts?.[index] ?? 1);
  if (!StatisticValues) return;
  const { SampleCount, Sum, Minimum, Maximum } = StatisticValues;
  // A set of equal values hides nothing.
  const values = Minimum === Maximum ? new Map([[Minimum, SampleCount]]) : undefined;
  addAggregate(into, { count: SampleCount, sum: Sum, min: Minimum, max: Maximum, values });
}
