import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { MetricSink } from '../cloudwatch/types.ts';
import type { Queues } from '../sqs/types.ts';
import { TemplateError } from '../template/resolve.ts';
import { createJsonProtocol } from '../wire/json-protocol.ts';
import { AwsError, type WireHandler } from '../wire/message.ts';
import type { EventBridgeContext } from './context.ts';
import { putEvents } from './operations/put-events.ts';
import { type PatternRule, parsePatternRule } from './rule.ts';

export interface EventBridgeOptions {
  clock: Clock;
  region: string;
  accountId: string;
  queues: Queues;
  newId?: () => string;
  metrics?: MetricSink;
  log: (message: string) => void;
}

export interface EventBridge {
  /** Makes a bus of the template (`AWS::Events::EventBus`); `default` is always there. */
  createBus(name: string): void;
  /**
   * Makes a rule of the template that has an `EventPattern`. Its bus and its queues must be there. Throws `TemplateError` for what
   * does not run here. Rules with a schedule are `local/events`' business.
   */
  putRule(properties: Record<string, unknown>): {
    enabled: boolean;
    targets: number;
    notHonoured: { property: string; reason: string }[];
  };
  /** `AWSEvents` over AWS JSON 1.1: PutEvents. */
  handle: WireHandler;
}

/** EventBridge as far as one consumer needs it: events put to a bus go to the queues of the rules that they match. */
export function createEventBridge(options: EventBridgeOptions): EventBridge {
  const { clock, region, accountId, queues, newId = randomUUID, metrics, log } = options;
  const buses = new Set(['default']);
  const rules = new Map<string, PatternRule>();

  const count = (metricName: string, { name, busName }: PatternRule) =>
    metrics?.put({
      namespace: 'AWS/Events',
      metricName,
      dimensions: { RuleName: name, ...(busName !== 'default' && { EventBusName: busName }) },
      value: 1,
      unit: 'Count',
      timestamp: clock.now(),
    });

  const context: EventBridgeContext = {
    clock,
    region,
    accountId,
    newId,
    hasBus: (name) => buses.has(name),
    rulesFor: ({ busName, event }) =>
      [...rules.values()].filter((rule) => rule.enabled && rule.busName === busName && rule.matches(event)),
    deliver({ text }, rule) {
      count('MatchedEvents', rule);
      for (const { queueArn, groupId } of rule.targets) {
        count('Invocations', rule);
        try {
          queues.send(queueArn, { body: text, ...(groupId !== undefined && { groupId }) });
        } catch (error) {
          if (!(error instanceof AwsError)) throw error;
          count('FailedInvocations', rule);
          log(`The rule ${rule.name} could not pass an event on to ${queueArn}: ${error.message}`);
        }
      }
    },
  };

  return {
    createBus: (name) => void buses.add(name),
    putRule(properties) {
      const { rule, notHonoured } = parsePatternRule(properties);
      if (!buses.has(rule.busName)) throw new TemplateError(`The rule ${rule.name}: there is no bus ${rule.busName}.`);
      const missing = rule.targets.find(({ queueArn }) => !queues.has(queueArn));
      if (missing) throw new TemplateError(`The rule ${rule.name}: there is no queue ${missing.queueArn}.`);
      rules.set(`${rule.busName}/${rule.name}`, rule);
      return { enabled: rule.enabled, targets: rule.targets.length, notHonoured };
    },
    handle: createJsonProtocol('EventBridge', 'application/x-amz-json-1.1', { PutEvents: putEvents }, context),
  };
}
