import { logicalIds } from '../delivery-stream/names.ts';
import type { DeliveryStream } from '../delivery-streams.ts';
import type { Metric } from './alarm.ts';

/** A metric of a delivery stream. https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html */
export const firehoseMetric = (entry: DeliveryStream, name: string): Metric => ({
  namespace: 'AWS/Firehose',
  name,
  dimensions: { DeliveryStreamName: { Ref: logicalIds(entry).deliveryStream } },
});

/** Where a function's own metrics are, see `shared/metrics.ts` and `shared/error-object-metrics.ts`. */
export interface Emitter {
  namespace: string;
  /** Dimension `service`. */
  service: string;
}

/** A metric that a function counts itself, for one delivery stream, or for what is counted like one. */
export const ownMetric = (
  { namespace, service }: Emitter,
  entry: Pick<DeliveryStream, 'name'>,
  name: string,
): Metric => ({
  namespace,
  name,
  dimensions: { service, DeliveryStream: entry.name },
});
