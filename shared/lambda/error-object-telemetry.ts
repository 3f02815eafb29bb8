import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { type InventoryMetric, inventoryMetrics, type ReplayMetric, replayMetrics } from '../error-object-metrics.ts';

/** A value for each of a set of metrics. */
type Values<Name extends string> = Record<Name, number>;

/**
 * Makes the functions that report on failed records: one line of embedded metric format per delivery stream.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function createErrorObjectTelemetry({ namespace, service }: { namespace: string; service: string }) {
  const logger = new Logger({ serviceName: service });

  function report<Name extends string>(
    units: Readonly<Record<Name, 'Count' | 'Seconds'>>,
    deliveryStream: string,
    values: Values<Name>,
  ): void {
    const metrics = new Metrics({
      namespace,
      serviceName: service,
      defaultDimensions: { DeliveryStream: deliveryStream },
    });
    for (const name in units) metrics.addMetric(name, units[name], values[name]);
    metrics.publishStoredMetrics();
  }

  return {
    logger,
    reportInventory: (deliveryStream: string, values: Values<InventoryMetric>) =>
      report(inventoryMetrics, deliveryStream, values),
    reportReplay: (deliveryStream: string, values: Values<ReplayMetric>) =>
      report(replayMetrics, deliveryStream, values),
  };
}
