import { errorPrefix } from '../../shared/error-object-keys.ts';
import type { DeliveryStream } from '../delivery-streams.ts';
import type { Alarm } from './alarm.ts';
import { type Emitter, firehoseMetric, ownMetric } from './delivery-stream-metrics.ts';

/** What becomes of records in a delivery stream's transform. */
export function processingAlarms(entry: DeliveryStream, transform: Emitter): Alarm[] {
  return [
    {
      subject: entry.name,
      kind: 'processing-failed',
      severity: 'ticket',
      // Firehose has no metric for that: the function counts them itself, and an invocation without failures counts 0.
      means: `The transform of ${entry.name} refused records. They are kept under ${errorPrefix(entry.name)}processing-failed/; the metrics ProcessingFailed<Reason> say why.`,
      watches: { metric: ownMetric(transform, entry, 'ProcessingFailed'), statistic: 'Sum' },
      rings: 'above',
      threshold: 0,
      unit: 'Count',
      periodSeconds: 60,
      periods: 1,
    },
    {
      subject: entry.name,
      kind: 'transform-failing',
      severity: 'page',
      means: `Calls of the transform of ${entry.name} fail as a whole. A batch that fails four times goes to ${errorPrefix(entry.name)} instead of the lake.`,
      watches: { metric: firehoseMetric(entry, 'ExecuteProcessing.Success'), statistic: 'Average' },
      rings: 'below',
      // A share. Single calls may fail: Firehose repeats them.
      threshold: 0.9,
      unit: 'None',
      periodSeconds: 300,
      periods: 3,
      breaching: 2,
    },
  ];
}
