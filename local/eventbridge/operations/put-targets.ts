import * as z from 'zod';
import type { EventBridgeContext } from '../context.ts';
import { targetOf, targetShape } from '../rule.ts';
import { findRule, readInput, ruleShape } from './rule-input.ts';

const shape = z.object({ ...ruleShape('Rule'), Targets: z.array(targetShape).min(1).max(100) });

/** Queues and functions; a target of the same id is replaced. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html */
export function putTargets(context: EventBridgeContext, given: Record<string, unknown>): unknown {
  const { Rule, EventBusName, Targets } = readInput(shape, given);
  const rule = findRule(context, EventBusName, Rule);
  const ids = new Set(Targets.map(({ Id }) => Id));
  context.addRule({ ...rule, targets: [...rule.targets.filter(({ id }) => !ids.has(id)), ...Targets.map(targetOf)] });
  return { FailedEntryCount: 0, FailedEntries: [] };
}
