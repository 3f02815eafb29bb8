import type { InventoryMetric, ReplayMetric } from '../../shared/error-object-metrics.ts';
import type { MetricStatistic } from '../alarms/alarm.ts';
import type { Watched } from '../alarms/all.ts';
import { ownMetric } from '../alarms/delivery-stream-metrics.ts';
import { lambdaMetric } from '../alarms/functions.ts';
import { type Graph, section, type Widget } from './widget.ts';

/** What failed and waits, and what replays made of it. */
export function errorObjectSection({ deliveryStreams, reprocessor, inventory }: Watched): Widget[][] {
  // What is not transformed has nothing to fail at.
  const counted = deliveryStreams.filter(({ transform }) => transform !== undefined);
  const graph = (
    title: string,
    emitter: typeof reprocessor.emitter,
    name: InventoryMetric | ReplayMetric,
    statistic: MetricStatistic['statistic'],
  ): Graph => ({
    title,
    lines: counted.map(({ entry }) => ({
      label: entry.name,
      metric: ownMetric(emitter, entry, name),
      statistic,
    })),
  });
  return section('Failed records', [
    graph('Error objects', inventory.emitter, 'ErrorObjects', 'Maximum'),
    graph('Oldest, s', inventory.emitter, 'OldestErrorAgeSeconds', 'Maximum'),
    graph('Restored by replays', reprocessor.emitter, 'ReplayRestored', 'Sum'),
    graph('Parked by replays', reprocessor.emitter, 'ReplayParked', 'Sum'),
  ]);
}

export function functionSection({ deliveryStreams, reprocessor, inventory, fanOut }: Watched): Widget[][] {
  const functions = [
    ...deliveryStreams.flatMap(({ transform }) => transform ?? []),
    reprocessor,
    inventory,
    ...(fanOut ? [fanOut] : []),
  ];
  const graph = (title: string, metric: string, statistic: MetricStatistic['statistic']): Graph => ({
    title,
    lines: functions.map(({ name, id }) => ({ label: name, metric: lambdaMetric(id, metric), statistic })),
  });
  return section('Functions', [
    graph('Errors', 'Errors', 'Sum'),
    graph('Throttles', 'Throttles', 'Sum'),
    graph('Duration, ms', 'Duration', 'Maximum'),
  ]);
}
