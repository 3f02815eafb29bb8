import * as z from 'zod';
import { TemplateError } from '../template/resolve.ts';
import { type AlarmDimension, type AlarmProperties, alarmProperties, type DataQuery } from './alarm-properties.ts';
import type { EvaluationRule } from './evaluate.ts';
import { ALARM_SECONDS_MAX, INSIGHTS_ALARM_SECONDS_MAX } from './limits.ts';
import { MathError } from './math-parser.ts';
import { checkQueries, gridEndingAt, type MetricQuery, parseExpression, runQuery } from './metric-query.ts';
import { createMetricStore } from './metric-store.ts';
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
  // What an expression comes to does not depend on the data: without any, it shows whether it is one time series.
  runQuery(
    queries,
    watched,
    createMetricStore(() => 0),
    gridEndingAt(0, periodSeconds, EvaluationPeriods),
  );
  if (DatapointsToAlarm > EvaluationPeriods)
    throw refusal(AlarmName, 'DatapointsToAlarm is greater than EvaluationPeriods');
  const secondsMax = queries.some((query) => 'insights' in query) ? INSIGHTS_ALARM_SECONDS_MAX : ALARM_SECONDS_MAX;
  if (EvaluationPeriods * periodSeconds > secondsMax)
    throw refusal(AlarmName, `Period × EvaluationPeriods is more than ${secondsMax} seconds`);
  // Alarms on DynamoDB's own metrics ignore missing data unless told otherwise. So says CloudWatch's guide; its API reference says
  // that they always do. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
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

function ofQueries({ AlarmName, ...properties }: AlarmProperties, given: DataQuery[]): Watched {
  const single = (['Namespace', 'MetricName', 'Dimensions', 'Period', 'Statistic', 'ExtendedStatistic'] as const).find(
    (name) => properties[name] !== undefined,
  );
  if (single) throw refusal(AlarmName, `${single} and Metrics exclude each other`);
  const queries = given.map(({ Id, Expression, MetricStat }): MetricQuery => {
    if ((Expression === undefined) === (MetricStat === undefined))
      throw refusal(AlarmName, `Metrics: ${Id} needs either Expression or MetricStat`);
    if (Expression !== undefined) return parseExpression(Id, Expression);
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
    namespaces: queries.flatMap((query) => {
      if ('metric' in query) return query.metric.namespace;
      return 'insights' in query ? query.insights.namespace : [];
    }),
  };
}

const dimensionsOf = (list: AlarmDimension[]): Record<string, string> =>
  Object.fromEntries(list.map(({ Name, Value }) => [Name, Value]));

const refusal = (alarmName: string, why: string) =>
  new TemplateError(`The alarm ${alarmName} cannot be evaluated here: ${why}`);

function nameOf(properties: unknown): string {
  const name = (properties as { AlarmName?: unknown } | null)?.AlarmName;
  return typeof name === 'string' ? name : '(without a name)';
}
