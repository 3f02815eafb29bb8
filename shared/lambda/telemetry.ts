import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { reasonMetric, type TransformMetric } from '../metrics.ts';
import type { Tally } from '../tally.ts';
import { failureReasons } from '../verdict.ts';

export interface TelemetryOptions {
  /** CloudWatch namespace. */
  namespace: string;
  /** Dimension `service`. */
  service: string;
  /** Dimension `DeliveryStream`: its short name. */
  deliveryStream: string;
}

/**
 * Makes the function that reports a batch: every metric of `transformMetrics` in one line of embedded metric format,
 * and a line per group of failures, with nothing of a record's content in it.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function createTelemetry({ namespace, service, deliveryStream }: TelemetryOptions) {
  const logger = new Logger({ serviceName: service, persistentKeys: { deliveryStream } });
  const metrics = new Metrics({
    namespace,
    serviceName: service,
    defaultDimensions: { DeliveryStream: deliveryStream },
  });
  const count = (name: TransformMetric, value: number) => metrics.addMetric(name, 'Count', value);

  function reportTally({ received, ok, dropped, failed, failedByReason, failures }: Tally): void {
    count('Received', received);
    count('Ok', ok);
    count('Dropped', dropped);
    count('ProcessingFailed', failed);
    for (const reason of failureReasons) count(reasonMetric(reason), failedByReason[reason]);
    metrics.publishStoredMetrics();
    for (const group of failures) logger.error('Records failed', { ...group });
  }
  return { logger, reportTally };
}
