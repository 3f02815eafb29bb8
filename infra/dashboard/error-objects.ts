import type { InventoryMetric, ReplayMetric } from '../../shared/error-object-metrics.ts';
import type { MetricStatistic } from '../alarms/alarm.ts';
import type { Watched } from '../alarms/all.ts';
import { ownMetric } from '../alarms/delivery-stream-metrics.ts';
import { lambdaMetric } from '../alarms/functions.ts';
import { fanOutName } from '../fan-out/names.ts';
import { type Graph, section, type Widget } from './widget.ts';

/** What failed and waits, and what replays made of it. */
export function errorObjectSection({ deliveryStreams, reprocessor, inventory, fanOut }: Watched): Widget[][] {
  // What is not transformed has nothing to fail at.
  const replayed = deliveryStreams.flatMap(({ entry, transform }) => (transform ? [entry.name] : []));
  const counted = [...replayed, ...(fanOut ? [fanOutName] : [])];
  const graph = (
    title: string,
    { emitter, names }: { emitter: typeof reprocessor.emitter; names: string[] },
    metric: InventoryMetric | ReplayMetric,
    statistic: MetricStatistic['statistic'],
  ): Graph => ({
    title,
    lines: names.map((name) => ({ label: name, metric: ownMetric(emitter, { name }, metric), statistic })),
  });
  const waiting = { emitter: inventory.emitter, names: counted };
  const brought = { emitter: reprocessor.emitter, names: replayed };
  return section('Failed records', [
    graph('Error objects', waiting, 'ErrorObjects', 'Maximum'),
    graph('Oldest, s', waiting, 'OldestErrorAgeSeconds', 'Maximum'),
    graph('Restored by replays', brought, 'ReplayRestored', 'Sum'),
    graph('Parked by replays', brought, 'ReplayParked', 'Sum'),
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
