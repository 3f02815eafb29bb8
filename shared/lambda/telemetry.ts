import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { type ReasonMetric, reasonMetric, type VerdictMetric } from '../metrics.ts';
import type { Tally } from '../tally.ts';

export interface TelemetryOptions {
  /** CloudWatch namespace. */
  namespace: string;
  /** Dimension `service`. */
  service: string;
  /** Dimension `DeliveryStream`: its short name. */
  deliveryStream: string;
}

/**
 * Makes the function that reports a batch: verdicts, and failures by each reason that there is, in one line of embedded
 * metric format; a line of what was dropped by which rule, where there is more than one; and a line per group of failures,
 * with nothing of a record's content in it.
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
  const count = (name: VerdictMetric | ReasonMetric<string>, value: number) => metrics.addMetric(name, 'Count', value);

  function reportTally(tally: Tally<string>): void {
    const { received, ok, dropped, droppedByRule, failed, failedByReason, failures } = tally;
    count('Received', received);
    count('Ok', ok);
    count('Dropped', dropped);
    count('ProcessingFailed', failed);
    for (const [reason, records] of Object.entries(failedByReason)) count(reasonMetric(reason), records);
    metrics.publishStoredMetrics();
    if (droppedByRule !== undefined) logger.info('Records dropped', { rules: droppedByRule });
    for (const group of failures) logger.error('Records failed', { ...group });
  }
  return { logger, reportTally };
}
