import { awsMetrics } from '../alarms/aws-metrics.ts';
import { type AlarmProperties, metricsOf } from '../alarms/watched-metrics.ts';
import { ownMetrics } from './own-metrics.ts';
import type { Subject } from './rule.ts';

/** Unit of what an alarm watches; undefined where that is worked out of several metrics, or is nobody's. */
export function thresholdUnit(alarm: AlarmProperties, subject: Subject): string | undefined {
  if (alarm.Metrics?.some(({ MetricStat }) => MetricStat)) return undefined;
  const [metric] = metricsOf('', alarm);
  if (!metric) return undefined;
  const own = ownMetrics(subject).find(({ namespace, name }) => namespace === metric.namespace && name === metric.name);
  return awsMetrics[metric.namespace]?.[metric.name]?.unit ?? own?.unit;
}
