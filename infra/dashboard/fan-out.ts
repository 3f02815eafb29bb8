import type { FanOutTargetMetric } from '../../shared/stream-record-metrics.ts';
import type { Watched } from '../alarms/all.ts';
import { fanOutMetric, subscriberMetric } from '../alarms/fan-out.ts';
import { lambdaMetric } from '../alarms/functions.ts';
import { queueMetric } from '../alarms/moderation.ts';
import { fanOutIds, moderationIds } from '../fan-out/names.ts';
import { type Graph, section, type Widget } from './widget.ts';

/** The way from the table's stream to its subscribers, and the queue that ships with it. */
export function fanOutSection({ emitter, subscribers }: NonNullable<Watched['fanOut']>): Widget[][] {
  const bySubscriber = (title: string, name: FanOutTargetMetric): Graph => ({
    title,
    lines: subscribers.map((target) => ({
      label: target,
      metric: subscriberMetric(emitter, target, name),
      statistic: 'Sum',
    })),
  });
  const heard: Graph = {
    title: 'Heard of',
    lines: [
      { label: 'changes', metric: fanOutMetric(emitter, 'Received'), statistic: 'Sum' },
      { label: 'unreadable', metric: fanOutMetric(emitter, 'Unreadable'), statistic: 'Sum' },
      {
        label: 'behind, ms',
        metric: lambdaMetric(fanOutIds.function, 'IteratorAge'),
        statistic: 'Maximum',
        right: true,
      },
    ],
  };
  const queue: Graph = {
    title: 'Moderation queue',
    lines: [
      {
        label: 'waiting',
        metric: queueMetric(moderationIds.queue, 'ApproximateNumberOfMessagesVisible'),
        statistic: 'Maximum',
      },
      {
        label: 'dead letters',
        metric: queueMetric(moderationIds.deadLetterQueue, 'ApproximateNumberOfMessagesVisible'),
        statistic: 'Maximum',
      },
      {
        label: 'oldest, s',
        metric: queueMetric(moderationIds.queue, 'ApproximateAgeOfOldestMessage'),
        statistic: 'Maximum',
        right: true,
      },
    ],
  };
  return section('Subscribers', [
    heard,
    bySubscriber('Told', 'Sent'),
    bySubscriber('Not taken so far', 'Failed'),
    bySubscriber('Never taken', 'Undeliverable'),
    queue,
  ]);
}
