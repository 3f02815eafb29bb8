import type { ReplayReport, ReplayRequest, StopReason } from '../../shared/error-object-replay.ts';
import type { DeliveryStream } from './delivery-streams.ts';
import type { ReplayLimits } from './limits.ts';
import type { ObjectStore } from './object-store.ts';

/** What one run works with. */
export interface Replay {
  request: ReplayRequest;
  stream: DeliveryStream;
  store: ObjectStore;
  limits: ReplayLimits;
  /** Counted up as the run goes on. */
  report: ReplayReport;
  /** Why the run should end now. */
  stop(): StopReason | undefined;
  /** Parked objects of this run's own making: it must not take them up again. */
  ownParked: Set<string>;
}
