import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Functions } from '../lambda/types.ts';
import { parseRule, type ScheduledRule, type Target } from './rule.ts';

export interface EventsOptions {
  clock: Clock;
  region: string;
  accountId: string;
  functions: Functions;
  /** Hears of calls that could not be made. What a function throws is its own to tell, by its log and its metrics. */
  log: (message: string) => void;
}

export interface Events {
  /** Starts a rule from the resolved properties of `AWS::Events::Rule`. Throws `TemplateError` for what does not run here. */
  putRule(properties: Record<string, unknown>, arn: string): ScheduledRule;
  close(): void;
}

/**
 * EventBridge's schedules, by the stack's clock. A rate counts from the creation of its rule, which here is the start.
 *
 * A target that has not answered yet is not called again: a clock that runs faster than the machine must not pile up calls.
 * Nor is a call repeated that fails, as Lambda does with asynchronous ones: the next turn is the next try.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html
 */
export function createEvents({ clock, region, accountId, functions, log }: EventsOptions): Events {
  const cancels = new Map<ScheduledRule, () => void>();
  const busy = new Set<Target>();
  let isClosed = false;

  function schedule(rule: ScheduledRule): void {
    cancels.set(
      rule,
      clock.after(rule.everyMs, () => {
        schedule(rule);
        for (const target of rule.targets) void call(rule, target);
      }),
    );
  }

  async function call(rule: ScheduledRule, target: Target): Promise<void> {
    if (busy.has(target)) return;
    busy.add(target);
    try {
      await functions.invoke(target.functionArn, target.input ?? JSON.stringify(scheduledEvent(rule)));
    } catch (error) {
      if (!isClosed) log(`Rule ${rule.name}: ${error instanceof Error ? error.message : error}`);
    } finally {
      busy.delete(target);
    }
  }

  /** https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-eventbridge.html */
  function scheduledEvent({ arn }: ScheduledRule): Record<string, unknown> {
    return {
      version: '0',
      id: randomUUID(),
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
    putRule(properties, arn) {
      const rule = parseRule(properties, arn);
      if (rule.enabled) schedule(rule);
      return rule;
    },
    close() {
      isClosed = true;
      for (const cancel of cancels.values()) cancel();
      cancels.clear();
    },
  };
}
