import { errorPrefix } from '../../shared/error-object-keys.ts';
import type { InventoryMetric, ReplayMetric } from '../../shared/error-object-metrics.ts';
import type { DeliveryStream } from '../delivery-streams.ts';
import { inventoryMinutes } from '../reprocessor/schedules.ts';
import type { Settings } from '../settings.ts';
import type { Alarm } from './alarm.ts';
import { type Emitter, ownMetric } from './delivery-stream-metrics.ts';

const metric = (emitter: Emitter, entry: DeliveryStream, name: InventoryMetric | ReplayMetric) =>
  ownMetric(emitter, entry, name);

/** Two inventories, so that one which is late is not told as missing. */
const inventorySeconds = 2 * 60 * inventoryMinutes;

/** What was replayed through a twin and failed once more. */
export function failedAgainAlarms(entry: DeliveryStream, inventory: Emitter): Alarm[] {
  return [
    {
      subject: entry.name,
      kind: 'failed-again',
      severity: 'ticket',
      means: `Records that were replayed failed again. They are kept under ${errorPrefix(entry.name)}, which nothing reads by itself. Without data the inventory has stopped.`,
      watches: { metric: metric(inventory, entry, 'ErrorObjects'), statistic: 'Maximum' },
      rings: 'above',
      threshold: 0,
      unit: 'Count',
      periodSeconds: inventorySeconds,
      periods: 1,
      alwaysThere: true,
    },
  ];
}

/** What lies under `errors/` and waits to be replayed, whatever put it there, and what replaying costs. */
export function errorObjectAlarms(entry: DeliveryStream, settings: Settings, reprocessor: Emitter): Alarm[] {
  const prefix = errorPrefix(entry.name);
  return [
    {
      subject: entry.name,
      kind: 'error-objects-waiting',
      severity: 'ticket',
      means: `Records that could not be delivered wait under ${prefix} to be replayed. Without data the inventory itself has stopped.`,
      watches: { metric: metric(reprocessor, entry, 'ErrorObjects'), statistic: 'Maximum' },
      rings: 'above',
      threshold: 0,
      unit: 'Count',
      periodSeconds: inventorySeconds,
      periods: 1,
      alwaysThere: true,
    },
    {
      subject: entry.name,
      kind: 'error-objects-old',
      severity: 'ticket',
      means: `Records have waited under ${prefix} for more than a day. Nobody has replayed them, or the replay leaves them.`,
      watches: { metric: metric(reprocessor, entry, 'OldestErrorAgeSeconds'), statistic: 'Maximum' },
      rings: 'above',
      threshold: 86_400,
      unit: 'Seconds',
      periodSeconds: inventorySeconds,
      periods: 1,
    },
    {
      subject: entry.name,
      kind: 'replay-volume',
      severity: 'ticket',
      means: `Replays read as many failed records of ${entry.name} in an hour as a single run may. Each costs requests and storage.`,
      watches: { metric: metric(reprocessor, entry, 'ReplayedRecords'), statistic: 'Sum' },
      rings: 'above',
      // A run ends with the line range in which it reaches its limit.
      threshold: settings.replayRecordsMax - 1,
      unit: 'Count',
      periodSeconds: 3600,
      periods: 1,
    },
  ];
}
