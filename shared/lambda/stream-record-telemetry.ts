import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import {
  type FanOutFailures,
  type FanOutReport,
  fanOutMetrics,
  fanOutTargetMetrics,
} from '../stream-record-metrics.ts';

/**
 * Makes the function that reports an invocation of the fan-out: a line of embedded metric format for all, one for each target,
 * and a log line for each group of failures, with nothing of a change's content in it.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function createFanOutTelemetry({ namespace, service }: { namespace: string; service: string }) {
  const logger = new Logger({ serviceName: service });
  const metrics = new Metrics({ namespace, serviceName: service });
  const metricsOf = new Map<string, Metrics>();

  function targetMetrics(target: string): Metrics {
    const found =
      metricsOf.get(target) ?? new Metrics({ namespace, serviceName: service, defaultDimensions: { Target: target } });
    metricsOf.set(target, found);
    return found;
  }

  function reportFailures(target: string | undefined, failures: readonly FanOutFailures[]): void {
    for (const group of failures) logger.error('Changes not delivered', { target, ...group });
  }

  function report({ counts, failures, targets }: FanOutReport): void {
    for (const name of fanOutMetrics) metrics.addMetric(name, 'Count', counts[name]);
    metrics.publishStoredMetrics();
    for (const { target, counts } of targets) {
      const own = targetMetrics(target);
      for (const name of fanOutTargetMetrics) own.addMetric(name, 'Count', counts[name]);
      own.publishStoredMetrics();
    }
    reportFailures(undefined, failures);
    for (const { target, failures } of targets) reportFailures(target, failures);
  }

  return { logger, report };
}
