import type { StreamChange } from '../../shared/stream-record.ts';
import { type Conditions, type Deliveries, deliver } from './deliver.ts';
import { matches } from './match.ts';
import type { Match, Route } from './route.ts';
import type { Target } from './target.ts';

/** One subscriber: what it wants to know, and the way there. */
export interface Lane {
  name: string;
  wants(change: StreamChange): boolean;
  /** Never throws; one outcome for each change, in their order. */
  deliver(changes: readonly StreamChange[], conditions: Conditions): Promise<Deliveries>;
}

export function createLane<Payload>(
  { name, match }: Pick<Route, 'name'> & { match: Match },
  target: Target<Payload>,
): Lane {
  return {
    name,
    wants: (change) => matches(match, change),
    deliver: (changes, conditions) => deliver(changes.map(target.entryOf), target, conditions),
  };
}
