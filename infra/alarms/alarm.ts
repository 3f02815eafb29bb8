import { pascal, physicalName } from '../delivery-stream/names.ts';
import type { CloudFormationResource } from '../framework.ts';
import type { Tag } from '../tags.ts';

/**
 * - `page`: rows do not reach the lake, or are or soon will be lost, and waiting makes it worse;
 * - `ticket`: every record is safe, the next working day will do.
 */
export type Severity = 'page' | 'ticket';

/** A metric exactly as its emitter names it: with one dimension more, fewer or other, an alarm never sees data. */
export interface Metric {
  namespace: string;
  name: string;
  /** Text or an intrinsic function each. */
  dimensions: Record<string, unknown>;
}

export interface MetricStatistic {
  metric: Metric;
  statistic: 'Average' | 'Maximum' | 'Sum';
}

/** Metric math. Ids begin with a lower-case letter. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html */
export interface MetricMath {
  expression: string;
  metrics: Record<string, MetricStatistic>;
}

/**
 * A Metrics Insights query that gives one time series, as text under Fn::Sub.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-querylanguage.html
 */
export interface MetricsQuery {
  query: string;
}

/** One alarm, and all that its text says. */
export interface Alarm {
  /** What it is about, by its short name: a delivery stream, a function, a table or a stream. */
  subject: string;
  /** What is wrong: the end of its name, and the heading in docs/runbook.md that says what to do. */
  kind: string;
  severity: Severity;
  /** Whole sentences, plain ASCII: CloudFormation turns anything else into question marks. */
  means: string;
  watches: MetricStatistic | MetricMath | MetricsQuery;
  rings: 'above' | 'below';
  threshold: number;
  /** Of what is watched and of the threshold, as CloudWatch spells units. */
  unit: string;
  periodSeconds: number;
  /** Periods that are looked at. */
  periods: number;
  /** How many of them ring the alarm; all of them if left out. */
  breaching?: number;
  /** Left out, no data is no alarm. With it, data that stop coming are told as well: something emits this at all times. */
  alwaysThere?: true;
}

export const alarmName = (stage: string, { severity, subject, kind }: Alarm) =>
  physicalName(stage, `${severity}-${subject}-${kind}`);

export const alarmId = ({ subject, kind }: Alarm) => `${pascal(`${subject}-${kind}`)}Alarm`;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html */
export function alarmResource(alarm: Alarm, stage: string, tags: Tag[]): CloudFormationResource {
  const topic = [{ Ref: 'AlarmTopic' }];
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: alarmName(stage, alarm),
      AlarmDescription: description(alarm),
      ...watched(alarm),
      EvaluationPeriods: alarm.periods,
      DatapointsToAlarm: alarm.breaching ?? alarm.periods,
      Threshold: alarm.threshold,
      ComparisonOperator: alarm.rings === 'above' ? 'GreaterThanThreshold' : 'LessThanThreshold',
      TreatMissingData: alarm.alwaysThere ? 'missing' : 'notBreaching',
      AlarmActions: topic,
      OKActions: topic,
      ...(alarm.alwaysThere && { InsufficientDataActions: topic }),
      Tags: tags,
    },
  };
}

/** No unit is named: an alarm that names one sees only data that carry it. */
function watched({ watches, periodSeconds }: Alarm): Record<string, unknown> {
  if ('metric' in watches) {
    return { ...metricProperties(watches.metric), Statistic: watches.statistic, Period: periodSeconds };
  }
  if ('query' in watches) {
    // A query has no metrics that could name the period.
    const query = { Id: 'result', Expression: { 'Fn::Sub': watches.query }, Period: periodSeconds, ReturnData: true };
    return { Metrics: [query] };
  }
  const metrics = Object.entries(watches.metrics).map(([Id, { metric, statistic }]) => ({
    Id,
    MetricStat: { Metric: metricProperties(metric), Period: periodSeconds, Stat: statistic },
    ReturnData: false,
  }));
  return { Metrics: [...metrics, { Id: 'result', Expression: watches.expression, ReturnData: true }] };
}

const metricProperties = ({ namespace, name, dimensions }: Metric) => ({
  Namespace: namespace,
  MetricName: name,
  Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
});

function description({ severity, kind, means, rings, threshold, unit, ...alarm }: Alarm): string {
  const { periodSeconds, periods, breaching = periods } = alarm;
  const limit = unit === 'None' ? threshold : `${threshold} ${unit}`;
  const rule = `${rings} ${limit} in ${breaching} of ${periods} x ${periodSeconds} s`;
  return `${severity.toUpperCase()}. ${means} Rings ${rule}. What to do: docs/runbook.md#${kind}`;
}
