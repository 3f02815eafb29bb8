import type { StreamChange } from '../../shared/stream-record.ts';
import { type Conditions, type Deliveries, type Delivery, deliver, type Entry } from './deliver.ts';
import { matches } from './match.ts';
import type { Match, Route } from './route.ts';
import type { Target } from './target.ts';

/** The outcome of a change of which the route's `body` makes nothing: it would throw again, and is nobody else's matter. */
const bodyFailed: Delivery = { result: 'Undeliverable', reason: 'BodyFailed' };

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
    async deliver(changes, conditions) {
      const entries = changes.map((change) => tryEntry(target, change));
      const made = entries.filter((entry) => entry !== undefined);
      const { outcomes, retried } = await deliver(made, target, conditions);
      let next = 0;
      return { outcomes: entries.map((entry) => (entry ? outcomes[next++]! : bodyFailed)), retried };
    },
  };
}

/** Undefined where making it throws: whoever writes a route writes its `body`. */
function tryEntry<Payload>(target: Target<Payload>, change: StreamChange): Entry<Payload> | undefined {
  try {
    return target.entryOf(change);
  } catch {
    return undefined;
  }
}
