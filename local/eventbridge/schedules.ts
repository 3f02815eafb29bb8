import type { Clock } from '../clock.ts';
import type { Rule, Target } from './rule.ts';

export interface Schedules {
  start(rule: Rule & { everyMs: number }): void;
  close(): void;
}

/**
 * Rules by the stack's clock. A rate counts from the creation of its rule, which here is the start.
 *
 * A target that has not answered yet is not called again: a clock that runs faster than the machine must not pile up calls.
 * Nor is a call repeated that fails, as Lambda does with asynchronous ones: the next turn is the next try.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html
 */
export function createSchedules(options: {
  clock: Clock;
  region: string;
  accountId: string;
  newId: () => string;
  /** Resolves once the target has answered; does not reject. */
  send(rule: Rule, target: Target, text: string): Promise<void>;
}): Schedules {
  const { clock, region, accountId, newId, send } = options;
  const cancels = new Map<Rule, () => void>();
  const busy = new Set<Target>();

  async function call(rule: Rule, target: Target): Promise<void> {
    if (busy.has(target)) return;
    busy.add(target);
    await send(rule, target, JSON.stringify(scheduledEvent(rule)));
    busy.delete(target);
  }

  /** https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-eventbridge.html */
  function scheduledEvent({ arn }: Rule): Record<string, unknown> {
    return {
      version: '0',
      id: newId(),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: accountId,
      time: `${new Date(clock.now()).toISOString().slice(0, 19)}Z`,
      region,
      resources: [arn],
      detail: {},
    };
  }

  return {
    start(rule) {
      const next = () => {
        cancels.set(
          rule,
          clock.after(rule.everyMs, () => {
            next();
            for (const target of rule.targets) void call(rule, target);
          }),
        );
      };
      next();
    },
    close() {
      for (const cancel of cancels.values()) cancel();
      cancels.clear();
    },
  };
}
