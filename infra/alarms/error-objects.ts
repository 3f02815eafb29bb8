import { errorPrefix } from '../../shared/error-object-keys.ts';
import { streamFailurePrefix } from '../../shared/stream-record-failure.ts';
import type { DeliveryStream } from '../delivery-streams.ts';
import { fanOutName } from '../fan-out/names.ts';
import type { Settings } from '../parameters.ts';
import { inventoryMinutes } from '../reprocessor/schedules.ts';
import type { Alarm } from './alarm.ts';
import { type Emitter, ownMetric } from './delivery-stream-metrics.ts';

/** Two inventories, so that one which is late is not told as missing. */
const inventorySeconds = 2 * 60 * inventoryMinutes;

/** What was replayed through a twin and failed once more. */
export function failedAgainAlarms({ name }: DeliveryStream, inventory: Emitter): Alarm[] {
  const means = `Records that were replayed failed again. They are kept under ${errorPrefix(name)}, which nothing reads by itself. Without data the inventory has stopped.`;
  return [anyObjectAlarm({ name, kind: 'failed-again', means }, inventory)];
}

/** What lies under `errors/` and waits to be replayed, whatever put it there, and what replaying costs. */
export function errorObjectAlarms(entry: DeliveryStream, settings: Settings, reprocessor: Emitter): Alarm[] {
  const { name } = entry;
  const prefix = errorPrefix(name);
  return [
    ...waitingAlarms(
      {
        name,
        waiting: `Records that could not be delivered wait under ${prefix} to be replayed.`,
        old: `Records have waited under ${prefix} for more than a day. Nobody has replayed them, or the replay leaves them.`,
      },
      reprocessor,
    ),
    {
      subject: name,
      kind: 'replay-volume',
      severity: 'ticket',
      means: `Replays read as many failed records of ${name} in an hour as a single run may. Each costs requests and storage.`,
      watches: { metric: ownMetric(reprocessor, entry, 'ReplayedRecords'), statistic: 'Sum' },
      rings: 'above',
      // A run ends with the line range in which it reaches its limit.
      threshold: settings.replayRecordsMax - 1,
      unit: 'Count',
      periodSeconds: 3600,
      periods: 1,
    },
  ];
}

/** What subscribers were not told, whoever put it aside: Lambda or the function. */
export function untoldAlarms(inventory: Emitter): Alarm[] {
  return waitingAlarms(
    {
      name: fanOutName,
      waiting: `Changes that subscribers were not told of wait under ${streamFailurePrefix} of the lake's bucket to be told again.`,
      old: `Changes that subscribers were not told of have waited under ${streamFailurePrefix} for more than a day. Nobody has told them again, or they are refused again.`,
    },
    inventory,
  );
}

/** `name`: what the inventory counts it under. `waiting`, `old`: what either alarm means. */
function waitingAlarms(
  { name, waiting, old }: { name: string; waiting: string; old: string },
  inventory: Emitter,
): Alarm[] {
  const means = `${waiting} Without data the inventory itself has stopped.`;
  return [
    anyObjectAlarm({ name, kind: 'error-objects-waiting', means }, inventory),
    {
      subject: name,
      kind: 'error-objects-old',
      severity: 'ticket',
      means: old,
      watches: { metric: ownMetric(inventory, { name }, 'OldestErrorAgeSeconds'), statistic: 'Maximum' },
      rings: 'above',
      threshold: 86_400,
      unit: 'Seconds',
      periodSeconds: inventorySeconds,
      periods: 1,
    },
  ];
}

/** Rings for a single object, and where nobody counts. */
const anyObjectAlarm = (
  { name, kind, means }: { name: string; kind: string; means: string },
  inventory: Emitter,
): Alarm => ({
  subject: name,
  kind,
  severity: 'ticket',
  means,
  watches: { metric: ownMetric(inventory, { name }, 'ErrorObjects'), statistic: 'Maximum' },
  rings: 'above',
  threshold: 0,
  unit: 'Count',
  periodSeconds: inventorySeconds,
  periods: 1,
  alwaysThere: true,
});
