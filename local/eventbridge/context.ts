import type { Clock } from '../clock.ts';
import type { Rule } from './rule.ts';

/** An event on its way to the rules. */
export interface BusEvent {
  busName: string;
  /** What rules match on. */
  event: Record<string, unknown>;
  /** The same as JSON; `detail` stands in it as it was put. */
  text: string;
}

/** What the operations work with. */
export interface EventBridgeContext {
  clock: Clock;
  region: string;
  accountId: string;
  newId: () => string;
  hasBus(name: string): boolean;
  rule(busName: string, name: string): Rule | undefined;
  /** In place of the one of that name. */
  addRule(rule: Rule): void;
  removeRule(busName: string, name: string): void;
  /** The enabled rules of a bus that an event matches. */
  rulesFor(event: BusEvent): Rule[];
  /** Durable in the rule's queues before it returns. What a target refuses is reported. */
  deliver(event: BusEvent, rule: Rule): void;
}
