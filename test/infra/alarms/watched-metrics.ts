import { isInsightsQuery, parseInsightsQuery } from '../../../local/cloudwatch/metrics-insights.ts';
import type { Template } from '../../support/packaged.ts';
import { resolvedResourcesOf } from '../../support/template-parts.ts';

/** A metric as an alarm or a graph names it, references worked out. */
export interface WatchedMetric {
  /** Logical id of the alarm, or title of the graph. */
  by: string;
  namespace: string;
  name: string;
  /** Undefined: whatever its value is. */
  dimensions: Record<string, string | undefined>;
  statistic: string;
}

interface MetricProperties {
  Namespace: string;
  MetricName: string;
  Dimensions: { Name: string; Value: string }[];
}

export interface AlarmProperties extends Partial<MetricProperties> {
  AlarmName: string;
  AlarmDescription: string;
  Statistic?: string;
  Period?: number;
  Metrics?: {
    Id: string;
    Expression?: string;
    ReturnData: boolean;
    Period?: number;
    MetricStat?: { Metric: MetricProperties; Period: number; Stat: string };
  }[];
  EvaluationPeriods: number;
  DatapointsToAlarm: number;
  Threshold: number;
  ComparisonOperator: string;
  TreatMissingData: string;
}

export const alarmsOf = (template: Template) =>
  resolvedResourcesOf(template, 'AWS::CloudWatch::Alarm').map(({ logicalId, properties }) => ({
    logicalId,
    properties: properties as unknown as AlarmProperties,
  }));

/** Every metric of an alarm: one, those of its expression, or what its query takes in. */
export function metricsOf(by: string, { Metrics, ...alarm }: AlarmProperties): WatchedMetric[] {
  if (!Metrics) return [watchedMetric(by, alarm as MetricProperties, alarm.Statistic!)];
  return Metrics.flatMap(({ MetricStat, Expression = '' }) =>
    MetricStat ? watchedMetric(by, MetricStat.Metric, MetricStat.Stat) : queriedMetrics(by, Expression),
  );
}

function watchedMetric(by: string, metric: MetricProperties, statistic: string): WatchedMetric {
  const dimensions = Object.fromEntries(metric.Dimensions.map(({ Name, Value }) => [Name, Value]));
  return { by, namespace: metric.Namespace, name: metric.MetricName, dimensions, statistic };
}

/** None of metric math. */
function queriedMetrics(by: string, expression: string): WatchedMetric[] {
  if (!isInsightsQuery(expression)) return [];
  const { namespace, metricName: name, dimensions, where, statistic } = parseInsightsQuery(expression);
  const values = Object.fromEntries(dimensions.map((dimension) => [dimension, where[dimension]]));
  return [{ by, namespace, name, dimensions: values, statistic }];
}

export interface DashboardWidget {
  type: string;
  x: number;
  y: number;
  width: number;
  height: number;
  properties: { title?: string; alarms?: string[]; region?: string; metrics?: unknown[][]; markdown?: string };
}

export function dashboardOf(template: Template): { widgets: DashboardWidget[] } {
  const [dashboard] = resolvedResourcesOf(template, 'AWS::CloudWatch::Dashboard');
  return JSON.parse(String(dashboard!.properties.DashboardBody));
}

/** Every metric of a dashboard's graphs. A row is namespace, name, dimensions by twos, options; an expression or query is options alone. */
export function graphedMetrics(template: Template): WatchedMetric[] {
  return dashboardOf(template).widgets.flatMap(({ properties }) =>
    (properties.metrics ?? []).flatMap((row) => {
      const texts = row.filter((cell) => typeof cell === 'string');
      const { stat, expression = '' } = row.at(-1) as { stat: string; expression?: string };
      if (texts.length === 0) return queriedMetrics(String(properties.title), expression);
      const [namespace = '', name = '', ...pairs] = texts;
      const dimensions: Record<string, string> = {};
      for (let index = 0; index < pairs.length; index += 2) dimensions[pairs[index]!] = pairs[index + 1]!;
      return { by: String(properties.title), namespace, name, dimensions, statistic: stat };
    }),
  );
}
