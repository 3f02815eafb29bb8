import * as z from 'zod';
import { AwsError } from '../../wire/message.ts';
import type { CloudWatchContext } from '../context.ts';
import { checked, dimensionList, instant, periodSeconds } from '../input.ts';
import { INSIGHTS_QUERIES_MAX } from '../limits.ts';
import { MathError } from '../math-parser.ts';
import { checkQueries, epochGrid, type MetricQuery, parseExpression, runQuery } from '../metric-query.ts';
import { parseStatistic } from '../statistic.ts';

const query = z.object({
  Id: z.string().regex(/^[a-z]\w*$/),
  Label: z.string().optional(),
  ReturnData: z.boolean().default(true),
  Period: periodSeconds.optional(),
  Expression: z.string().optional(),
  MetricStat: z
    .object({
      Metric: z.object({ Namespace: z.string(), MetricName: z.string(), Dimensions: dimensionList }),
      Period: periodSeconds,
      Stat: z
        .string()
        .refine((name) => parseStatistic(name) !== undefined, 'is no statistic that the local CloudWatch knows'),
    })
    .optional(),
});

const input = z.object({
  MetricDataQueries: z.array(query).min(1).max(500),
  StartTime: instant,
  EndTime: instant,
  ScanBy: z.enum(['TimestampAscending', 'TimestampDescending']).default('TimestampDescending'),
});

type Query = z.output<typeof query>;

/** All queries of a request share one period here. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
export function getMetricData({ store }: CloudWatchContext, request: Record<string, unknown>) {
  const { MetricDataQueries: given, StartTime, EndTime, ScanBy } = checked(input, request, ['NextToken']);
  const [period, ...others] = new Set(given.flatMap(({ MetricStat, Period }) => MetricStat?.Period ?? Period ?? []));
  if (period === undefined || others.length > 0)
    throw invalid('The local CloudWatch wants one and the same Period in all MetricDataQueries.');
  try {
    const queries = given.map(parseQuery);
    if (queries.filter((each) => 'insights' in each).length > INSIGHTS_QUERIES_MAX)
      throw invalid('MetricDataQueries may hold one Metrics Insights query.');
    checkQueries(queries);
    const grid = epochGrid(StartTime, EndTime, period);
    return {
      MetricDataResults: given
        .filter(({ ReturnData }) => ReturnData)
        .map((each) => {
          const points = runQuery(queries, each.Id, store, grid).filter(({ value }) => value !== undefined);
          if (ScanBy === 'TimestampDescending') points.reverse();
          return {
            Id: each.Id,
            Label: each.Label ?? each.MetricStat?.Metric.MetricName ?? each.Id,
            Timestamps: points.map(({ timestamp }) => timestamp / 1000),
            Values: points.map(({ value }) => value),
            StatusCode: 'Complete',
          };
        }),
      Messages: [],
    };
  } catch (error) {
    if (error instanceof MathError) throw invalid(`Error in expression: ${error.message}`);
    throw error;
  }
}

function parseQuery({ Id, Expression, MetricStat }: Query): MetricQuery {
  if (Expression !== undefined && !MetricStat) return parseExpression(Id, Expression);
  if (!MetricStat || Expression !== undefined) throw invalid(`${Id} needs either Expression or MetricStat.`);
  const { Namespace, MetricName, Dimensions } = MetricStat.Metric;
  const metric = { namespace: Namespace, metricName: MetricName, dimensions: Dimensions };
  return { id: Id, metric, statistic: parseStatistic(MetricStat.Stat)! };
}

const invalid = (message: string) => new AwsError('InvalidParameterValueException', message);
