import { streamFailurePrefix } from '../../shared/stream-record-failure.ts';
import type { FanOutMetric, FanOutTargetMetric } from '../../shared/stream-record-metrics.ts';
import { fanOutIds, fanOutName } from '../fan-out/names.ts';
import type { Alarm, Metric } from './alarm.ts';
import type { Emitter } from './delivery-stream-metrics.ts';
import { tableMetric } from './first-hop.ts';
import { lambdaMetric } from './functions.ts';

/** A quarter of an hour: a target that stays away holds up a batch for half an hour at least. */
const lateMs = 900_000;

/** What the function counts for all targets. */
export const fanOutMetric = ({ namespace, service }: Emitter, name: FanOutMetric): Metric => ({
  namespace,
  name,
  dimensions: { service },
});

/** What the function counts for one target, by the route's name. */
export const subscriberMetric = (
  { namespace, service }: Emitter,
  target: string,
  name: FanOutTargetMetric,
): Metric => ({ namespace, name, dimensions: { service, Target: target } });

/** Whether the function is told of changes, and can put aside what it cannot tell. Its errors are among those of every function. */
export function fanOutAlarms(emitter: Emitter): Alarm[] {
  return [
    {
      subject: fanOutName,
      kind: 'telling-late',
      severity: 'page',
      means: `Subscribers hear of changes late, and all of them. What is six hours old is told to nobody: it goes to ${streamFailurePrefix} of the lake's bucket.`,
      watches: { metric: lambdaMetric(fanOutIds.function, 'IteratorAge'), statistic: 'Maximum' },
      rings: 'above',
      threshold: lateMs,
      unit: 'Milliseconds',
      periodSeconds: 300,
      periods: 2,
    },
    {
      subject: fanOutName,
      kind: 'nothing-told',
      severity: 'page',
      // Where the function is not called, the metrics of its calls are silent too.
      means:
        'The table is written, and the function that tells subscribers is not called. Its stream keeps changes for 24 hours.',
      watches: {
        expression: 'IF(FILL(received, 0) == 0, FILL(written, 0), 0)',
        metrics: {
          received: { metric: fanOutMetric(emitter, 'Received'), statistic: 'Sum' },
          written: { metric: tableMetric(fanOutIds.table, 'ConsumedWriteCapacityUnits'), statistic: 'Sum' },
        },
      },
      rings: 'above',
      threshold: 0,
      unit: 'Count',
      periodSeconds: 300,
      periods: 3,
    },
    {
      subject: fanOutName,
      kind: 'changes-unreadable',
      severity: 'ticket',
      means: `Records of the table's stream could not be read. They are kept under ${streamFailurePrefix}ddb-fanout/every-target/.`,
      watches: { metric: fanOutMetric(emitter, 'Unreadable'), statistic: 'Sum' },
      rings: 'above',
      threshold: 0,
      unit: 'Count',
      periodSeconds: 300,
      periods: 1,
    },
    {
      subject: fanOutName,
      kind: 'failure-destination-failing',
      severity: 'page',
      means: `Lambda gave up changes and cannot put them to ${streamFailurePrefix} of the lake's bucket. It drops them.`,
      watches: { metric: lambdaMetric(fanOutIds.function, 'DestinationDeliveryFailures'), statistic: 'Sum' },
      rings: 'above',
      threshold: 0,
      unit: 'Count',
      periodSeconds: 300,
      periods: 1,
    },
  ];
}

/** Whether one subscriber takes what it is told. */
export function subscriberAlarms(emitter: Emitter, target: string): Alarm[] {
  return [
    {
      subject: target,
      kind: 'subscriber-failing',
      severity: 'ticket',
      means: `The target of the route ${target} has not taken changes for a quarter of an hour. The others wait behind it, see telling-late.`,
      watches: { metric: subscriberMetric(emitter, target, 'Failed'), statistic: 'Sum' },
      rings: 'above',
      // What fails once is told again, and mostly taken.
      threshold: 0,
      unit: 'Count',
      periodSeconds: 300,
      periods: 3,
    },
    {
      subject: target,
      kind: 'subscriber-refusing',
      severity: 'ticket',
      means: `The target of the route ${target} will never take some changes. They are kept under ${streamFailurePrefix}ddb-fanout/${target}/.`,
      watches: { metric: subscriberMetric(emitter, target, 'Undeliverable'), statistic: 'Sum' },
      rings: 'above',
      threshold: 0,
      unit: 'Count',
      periodSeconds: 300,
      periods: 1,
    },
  ];
}
