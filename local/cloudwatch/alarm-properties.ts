import * as z from 'zod';
import { COMPARISONS, type Comparison, TREATMENTS } from './evaluate.ts';
import { ALARM_QUERIES_MAX } from './limits.ts';
import { parseStatistic } from './statistic.ts';

/** CloudFormation lets numbers and booleans be text. */
const number = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+(\.\d+)?$/)
    .transform(Number),
]);
const whole = number.pipe(z.int().min(1));
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);
const dimensionProperties = z.array(z.strictObject({ Name: z.string(), Value: z.string() }));
const seconds = whole.refine(
  (value) => value % 60 === 0,
  'must be a multiple of 60: the local CloudWatch keeps no finer data',
);
const statistic = z
  .string()
  .refine((name) => parseStatistic(name) !== undefined, 'is no statistic that the local CloudWatch knows');

const metricStat = z.strictObject({
  Metric: z.strictObject({
    Namespace: z.string(),
    MetricName: z.string(),
    Dimensions: dimensionProperties.default([]),
  }),
  Period: seconds,
  Stat: statistic,
});
const dataQuery = z.strictObject({
  Id: z.string().regex(/^[a-z]\w*$/),
  Label: z.string().optional(),
  Period: seconds.optional(),
  ReturnData: flag.default(true),
  Expression: z.string().optional(),
  MetricStat: metricStat.optional(),
});
const common = {
  AlarmName: z.string().min(1).max(255),
  AlarmDescription: z.string().default(''),
  ActionsEnabled: flag.default(true),
  AlarmActions: z.array(z.string()).default([]),
  OKActions: z.array(z.string()).default([]),
  InsufficientDataActions: z.array(z.string()).default([]),
  ComparisonOperator: z.enum(Object.keys(COMPARISONS) as [Comparison, ...Comparison[]]),
  Threshold: number,
  EvaluationPeriods: whole,
  DatapointsToAlarm: whole.optional(),
  TreatMissingData: z.enum(TREATMENTS).optional(),
  EvaluateLowSampleCountPercentile: z.literal('evaluate').optional(),
  EvaluationWindow: z.strictObject({ SlidingWindow: z.unknown() }).optional(),
  Tags: z.unknown().optional(),
};
/** The properties of `AWS::CloudWatch::Alarm` that are honoured; any other is refused by name. */
export const alarmProperties = z.strictObject({
  ...common,
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: dimensionProperties.optional(),
  Period: seconds.optional(),
  Statistic: statistic.optional(),
  ExtendedStatistic: statistic.optional(),
  Metrics: z.array(dataQuery).max(ALARM_QUERIES_MAX).optional(),
});

export type AlarmProperties = z.infer<typeof alarmProperties>;

/** One of `Metrics`. */
export type DataQuery = z.infer<typeof dataQuery>;

export type AlarmDimension = z.infer<typeof dimensionProperties>[number];
