import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { MetricSink } from '../cloudwatch/types.ts';
import type { Functions } from '../lambda/types.ts';
import type { Queues } from '../sqs/types.ts';
import { TemplateError } from '../template/resolve.ts';
import { createJsonProtocol } from '../wire/json-protocol.ts';
import { AwsError, type WireHandler } from '../wire/message.ts';
import type { EventBridgeContext } from './context.ts';
import { deleteRule } from './operations/delete-rule.ts';
import { putEvents } from './operations/put-events.ts';
import { putRule } from './operations/put-rule.ts';
import { putTargets } from './operations/put-targets.ts';
import { removeTargets } from './operations/remove-targets.ts';
import { parseRule, type Rule, type Target } from './rule.ts';
import { createSchedules } from './schedules.ts';

const operations = {
  DeleteRule: deleteRule,
  PutEvents: putEvents,
  PutRule: putRule,
  PutTargets: putTargets,
  RemoveTargets: removeTargets,
};

export interface EventBridgeOptions {
  clock: Clock;
  region: string;
  accountId: string;
  queues: Queues;
  functions: Functions;
  newId?: () => string;
  metrics?: MetricSink;
  /** Hears of what a target did not take. What a function throws is its own to tell, by its log and its metrics. */
  log: (message: string) => void;
}

export interface EventBridge {
  /** Makes a bus of the template (`AWS::Events::EventBus`); `default` is always there. */
  createBus(name: string): void;
  /**
   * Makes a rule of the template (`AWS::Events::Rule`), by a schedule or a pattern. Its bus and its queues must be there. Throws
   * `TemplateError` for what does not run here.
   */
  putRule(
    properties: Record<string, unknown>,
    arn: string,
  ): { rule: Rule; notHonoured: { property: string; reason: string }[] };
  /** `AWSEvents` over AWS JSON 1.1: PutEvents, and rules by a pattern. */
  handle: WireHandler;
  close(): void;
}

/**
 * EventBridge as far as one consumer needs it: events put to a bus, and the turns of schedules, go to the queues and functions of
 * their rules. A queue has an event before it is answered; a function is called once, by an event that a restart forgets.
 */
export function createEventBridge(options: EventBridgeOptions): EventBridge {
  const { clock, region, accountId, queues, functions, newId = randomUUID, metrics, log } = options;
  const buses = new Set(['default']);
  const rules = new Map<string, Rule>();
  let isClosed = false;

  const count = (metricName: string, { name, busName }: Rule) =>
    metrics?.put({
      namespace: 'AWS/Events',
      metricName,
      dimensions: { RuleName: name, ...(busName !== 'default' && { EventBusName: busName }) },
      value: 1,
      unit: 'Count',
      timestamp: clock.now(),
    });

  function report(rule: Rule, { arn }: Target, error: unknown): void {
    if (isClosed) return;
    count('FailedInvocations', rule);
    log(
      `The rule ${rule.name} could not pass an event on to ${arn}: ${error instanceof Error ? error.message : error}`,
    );
  }

  /** A queue has the event when this returns; a disk that does not take it throws. Resolves once a function has answered. */
  function send(rule: Rule, target: Target, text: string): Promise<void> {
    const { arn, kind, groupId, input = text } = target;
    count('Invocations', rule);
    if (kind === 'function') {
      return functions.invoke(arn, input).then(
        () => {},
        (error) => report(rule, target, error),
      );
    }
    try {
      queues.send(arn, { body: input, ...(groupId !== undefined && { groupId }) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      report(rule, target, error);
    }
    return Promise.resolve();
  }

  const schedules = createSchedules({
    clock,
    region,
    accountId,
    newId,
    send: async (rule, target, text) => {
      try {
        await send(rule, target, text);
      } catch (error) {
        report(rule, target, error);
      }
    },
  });

  const context: EventBridgeContext = {
    clock,
    region,
    accountId,
    newId,
    hasBus: (name) => buses.has(name),
    rule: (busName, name) => rules.get(`${busName}/${name}`),
    addRule: (rule) => void rules.set(`${rule.busName}/${rule.name}`, rule),
    removeRule: (busName, name) => void rules.delete(`${busName}/${name}`),
    rulesFor: ({ busName, event }) =>
      [...rules.values()].filter((rule) => rule.enabled && rule.busName === busName && rule.matches?.(event)),
    deliver({ text }, rule) {
      count('MatchedEvents', rule);
      for (const target of rule.targets) void send(rule, target, text);
    },
  };

  return {
    createBus: (name) => void buses.add(name),
    putRule(properties, arn) {
      const made = parseRule(properties, arn);
      const { rule } = made;
      if (!buses.has(rule.busName)) throw new TemplateError(`The rule ${rule.name}: there is no bus ${rule.busName}.`);
      const missing = rule.targets.find((target) => target.kind === 'queue' && !queues.has(target.arn));
      if (missing) throw new TemplateError(`The rule ${rule.name}: there is no queue ${missing.arn}.`);
      rules.set(`${rule.busName}/${rule.name}`, rule);
      const { everyMs } = rule;
      if (rule.enabled && everyMs !== undefined) schedules.start({ ...rule, everyMs });
      return made;
    },
    handle: createJsonProtocol('EventBridge', 'application/x-amz-json-1.1', operations, context),
    close() {
      isClosed = true;
      schedules.close();
    },
  };
}
