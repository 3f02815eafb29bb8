import * as z from 'zod';
import { AwsError } from '../../wire/message.ts';
import type { CloudWatchContext } from '../context.ts';
import { checked, dimensionList, instant, periodSeconds } from '../input.ts';
import { STATISTICS_DATAPOINTS_MAX } from '../limits.ts';
import { epochGrid } from '../metric-query.ts';
import { parseStatistic, STATISTIC_NAMES } from '../statistic.ts';

const input = z.object({
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: dimensionList,
  StartTime: instant,
  EndTime: instant,
  Period: periodSeconds,
  Statistics: z.array(z.enum(STATISTIC_NAMES as [string, ...string[]])).default([]),
  ExtendedStatistics: z
    .array(z.string().refine((name) => parseStatistic(name) !== undefined, 'no percentile'))
    .default([]),
});

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html */
export function getMetricStatistics({ store }: CloudWatchContext, request: Record<string, unknown>) {
  const { Namespace, MetricName, Dimensions, StartTime, EndTime, Period, ...wanted } = checked(input, request, [
    'Unit',
  ]);
  if (StartTime >= EndTime)
    throw new AwsError(
      'InvalidParameterValueException',
      'The parameter StartTime must be less than the parameter EndTime.',
    );
  if ((EndTime - StartTime) / (Period * 1000) > STATISTICS_DATAPOINTS_MAX) {
    throw new AwsError(
      'InvalidParameterCombinationException',
      `You have requested more than ${STATISTICS_DATAPOINTS_MAX} datapoints. Reduce them by increasing Period or by decreasing the time range.`,
    );
  }
  const metric = { namespace: Namespace, metricName: MetricName, dimensions: Dimensions };
  const datapoints = epochGrid(StartTime, EndTime, Period).timestamps.flatMap((start) => {
    const found = store.between(metric, start, start + Period * 1000);
    if (!found) return [];
    const pick = (names: string[]) => Object.fromEntries(names.map((name) => [name, parseStatistic(name)!(found)]));
    const extended =
      wanted.ExtendedStatistics.length > 0 ? { ExtendedStatistics: pick(wanted.ExtendedStatistics) } : {};
    return [{ Timestamp: start / 1000, ...pick(wanted.Statistics), ...extended }];
  });
  return { Label: MetricName, Datapoints: datapoints };
}
