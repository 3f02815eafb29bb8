import type { Template } from '../../support/packaged.ts';
import { resolvedResourcesOf } from '../../support/template-parts.ts';

/** A metric as an alarm or a graph names it, references worked out. */
export interface WatchedMetric {
  /** Logical id of the alarm, or title of the graph. */
  by: string;
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
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

/** Every metric of an alarm: one, or those of its expression. */
export function metricsOf(by: string, alarm: AlarmProperties): WatchedMetric[] {
  const found = alarm.Metrics?.flatMap(({ MetricStat }) => MetricStat ?? []) ?? [
    { Metric: alarm as MetricProperties, Stat: alarm.Statistic! },
  ];
  return found.map(({ Metric, Stat }) => ({
    by,
    namespace: Metric.Namespace,
    name: Metric.MetricName,
    dimensions: Object.fromEntries(Metric.Dimensions.map(({ Name, Value }) => [Name, Value])),
    statistic: Stat,
  }));
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

/** Every metric of a dashboard's graphs. A row is namespace, name, dimensions by twos, options; an expression is options alone. */
export function graphedMetrics(template: Template): WatchedMetric[] {
  return dashboardOf(template).widgets.flatMap(({ properties }) =>
    (properties.metrics ?? []).flatMap((row) => {
      const texts = row.filter((cell) => typeof cell === 'string');
      if (texts.length === 0) return [];
      const [namespace = '', name = '', ...pairs] = texts;
      const dimensions: Record<string, string> = {};
      for (let index = 0; index < pairs.length; index += 2) dimensions[pairs[index]!] = pairs[index + 1]!;
      const { stat } = row.at(-1) as { stat: string };
      return { by: String(properties.title), namespace, name, dimensions, statistic: stat };
    }),
  );
}
