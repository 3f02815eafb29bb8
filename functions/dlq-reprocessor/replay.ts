import type { ReplayReport, ReplayRequest, StopReason } from '../../shared/error-object-replay.ts';
import type { DeliveryStream } from './delivery-streams.ts';
import type { ReplayLimits } from './limits.ts';
import type { ObjectStore } from './object-store.ts';
import type { SendRecords } from './send-records.ts';

/** What one run works with. */
export interface Replay {
  request: ReplayRequest;
  stream: DeliveryStream;
  store: ObjectStore;
  send: SendRecords;
  limits: ReplayLimits;
  /** Counted up as the run goes on. */
  report: ReplayReport;
  /** Why the run should end now. */
  stop(): StopReason | undefined;
  /** Time until the function is stopped, milliseconds. */
  remainingMs(): number;
  /** Parked objects of this run's own making: it must not take them up again. */
  ownParked: Set<string>;
}
