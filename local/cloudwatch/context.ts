import type { Clock } from '../clock.ts';
import type { Alarms } from './alarms.ts';
import type { MetricStore } from './metric-store.ts';

/** What the operations work with. */
export interface CloudWatchContext {
  clock: Clock;
  store: MetricStore;
  alarms: Alarms;
  region: string;
  accountId: string;
}
