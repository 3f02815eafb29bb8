import * as z from 'zod';
import { TemplateError } from '../template/resolve.ts';
import { COMPARISONS, type Comparison, type EvaluationRule, TREATMENTS } from './evaluate.ts';
import { ALARM_QUERIES_MAX, ALARM_SECONDS_MAX } from './limits.ts';
import { MathError, parseMath } from './math-parser.ts';
import { checkQueries, type MetricQuery } from './metric-query.ts';
import { parseStatistic } from './statistic.ts';

/** An alarm as the evaluator takes it. */
export interface AlarmDefinition {
  alarmName: string;
  description: string;
  rule: EvaluationRule;
  queries: MetricQuery[];
  /** Which of the queries is watched. */
  watched: string;
  periodSeconds: number;
  /** ARNs to be told when a state is entered; none while `ActionsEnabled` is false. */
  actions: Record<'OK' | 'ALARM' | 'INSUFFICIENT_DATA', string[]>;
  /** The properties as given, for DescribeAlarms. */
  properties: AlarmProperties;
}

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
const dimensions = z.array(z.strictObject({ Name: z.string(), Value: z.string() }));
const seconds = whole.refine(
  (value) => value % 60 === 0,
  'must be a multiple of 60: the local CloudWatch keeps no finer data',
);
const statistic = z
  .string()
  .refine((name) => parseStatistic(name) !== undefined, 'is no statistic that the local CloudWatch knows');

const metricStat = z.strictObject({
  Metric: z.strictObject({ Namespace: z.string(), MetricName: z.string(), Dimensions: dimensions.default([]) }),
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
const alarmProperties = z.strictObject({
  ...common,
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: dimensions.optional(),
  Period: seconds.optional(),
  Statistic: statistic.optional(),
  ExtendedStatistic: statistic.optional(),
  Metrics: z.array(dataQuery).max(ALARM_QUERIES_MAX).optional(),
});

export type AlarmProperties = z.infer<typeof alarmProperties>;

/**
 * An alarm from the resolved properties of an `AWS::CloudWatch::Alarm`.
 *
 * Throws {@link TemplateError} that names the alarm and the property that is missing, contradictory or not honoured here.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html
 */
export function parseAlarm(properties: unknown): AlarmDefinition {
  const parsed = alarmProperties.safeParse(properties);
  if (!parsed.success) throw refusal(nameOf(properties), z.prettifyError(parsed.error));
  try {
    return define(parsed.data);
  } catch (error) {
    if (error instanceof MathError) throw refusal(parsed.data.AlarmName, error.message);
    throw error;
  }
}

function define(properties: AlarmProperties): AlarmDefinition {
  const { AlarmName, EvaluationPeriods, DatapointsToAlarm = EvaluationPeriods } = properties;
  const { queries, watched, periodSeconds, namespaces } = properties.Metrics
    ? ofQueries(properties, properties.Metrics)
    : ofOneMetric(properties);
  checkQueries(queries);
  if (DatapointsToAlarm > EvaluationPeriods)
    throw refusal(AlarmName, 'DatapointsToAlarm is greater than EvaluationPeriods');
  if (EvaluationPeriods * periodSeconds > ALARM_SECONDS_MAX)
    throw refusal(AlarmName, `Period × EvaluationPeriods is more than ${ALARM_SECONDS_MAX} seconds`);
  // Alarms on DynamoDB's own metrics ignore missing data unless told otherwise.
  const missingByDefault = namespaces.every((namespace) => namespace === 'AWS/DynamoDB') ? 'ignore' : 'missing';
  const told = (arns: string[]) => (properties.ActionsEnabled ? arns : []);
  return {
    alarmName: AlarmName,
    description: properties.AlarmDescription,
    rule: {
      comparison: properties.ComparisonOperator,
      threshold: properties.Threshold,
      evaluationPeriods: EvaluationPeriods,
      datapointsToAlarm: DatapointsToAlarm,
      treatMissingData: properties.TreatMissingData ?? missingByDefault,
    },
    queries,
    watched,
    periodSeconds,
    actions: {
      OK: told(properties.OKActions),
      ALARM: told(properties.AlarmActions),
      INSUFFICIENT_DATA: told(properties.InsufficientDataActions),
    },
    properties,
  };
}

type Watched = Pick<AlarmDefinition, 'queries' | 'watched' | 'periodSeconds'> & { namespaces: string[] };

function ofOneMetric({
  AlarmName,
  Namespace,
  MetricName,
  Dimensions = [],
  Period,
  Statistic,
  ExtendedStatistic,
}: AlarmProperties): Watched {
  const stat = Statistic ?? ExtendedStatistic;
  if (
    Namespace === undefined ||
    MetricName === undefined ||
    Period === undefined ||
    stat === undefined ||
    (Statistic && ExtendedStatistic)
  ) {
    throw refusal(
      AlarmName,
      'it needs Namespace, MetricName, Period and either Statistic or ExtendedStatistic, or else Metrics',
    );
  }
  const metric = { namespace: Namespace, metricName: MetricName, dimensions: dimensionsOf(Dimensions) };
  return {
    queries: [{ id: 'm1', metric, statistic: parseStatistic(stat)! }],
    watched: 'm1',
    periodSeconds: Period,
    namespaces: [Namespace],
  };
}

function ofQueries({ AlarmName, ...properties }: AlarmProperties, given: z.infer<typeof dataQuery>[]): Watched {
  const single = (['Namespace', 'MetricName', 'Dimensions', 'Period', 'Statistic', 'ExtendedStatistic'] as const).find(
    (name) => properties[name] !== undefined,
  );
  if (single) throw refusal(AlarmName, `${single} and Metrics exclude each other`);
  const queries = given.map(({ Id, Expression, MetricStat }): MetricQuery => {
    if ((Expression === undefined) === (MetricStat === undefined))
      throw refusal(AlarmName, `Metrics: ${Id} needs either Expression or MetricStat`);
    if (Expression !== undefined) return { id: Id, expression: parseMath(Expression) };
    const { Metric, Stat } = MetricStat!;
    const metric = {
      namespace: Metric.Namespace,
      metricName: Metric.MetricName,
      dimensions: dimensionsOf(Metric.Dimensions),
    };
    return { id: Id, metric, statistic: parseStatistic(Stat)! };
  });
  if (new Set(queries.map(({ id }) => id)).size < queries.length) throw refusal(AlarmName, 'Metrics holds an Id twice');
  const watched = given.filter(({ ReturnData }) => ReturnData);
  if (watched.length !== 1)
    throw refusal(AlarmName, `exactly one of Metrics must have ReturnData true, not ${watched.length}`);
  const periods = new Set(given.flatMap(({ MetricStat, Period }) => MetricStat?.Period ?? Period ?? []));
  const [periodSeconds, ...others] = periods;
  if (periodSeconds === undefined || others.length > 0)
    throw refusal(AlarmName, 'all of Metrics must have the same Period');
  return {
    queries,
    watched: watched[0]!.Id,
    periodSeconds,
    namespaces: given.flatMap(({ MetricStat }) => MetricStat?.Metric.Namespace ?? []),
  };
}

const dimensionsOf = (list: z.infer<typeof dimensions>): Record<string, string> =>
  Object.fromEntries(list.map(({ Name, Value }) => [Name, Value]));

const refusal = (alarmName: string, why: string) =>
  new TemplateError(`The alarm ${alarmName} cannot be evaluated here: ${why}`);

function nameOf(properties: unknown): string {
  const name = (properties as { AlarmName?: unknown } | null)?.AlarmName;
  return typeof name === 'string' ? name : '(without a name)';
}
