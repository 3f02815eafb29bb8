import * as z from 'zod';
import type { EventBridgeContext } from '../context.ts';
import { findRule, readInput, ruleShape } from './rule-input.ts';

const shape = z.object({ ...ruleShape('Rule'), Ids: z.array(z.string()).min(1) });

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RemoveTargets.html */
export function removeTargets(context: EventBridgeContext, given: Record<string, unknown>): unknown {
  const { Rule, EventBusName, Ids } = readInput(shape, given);
  const rule = findRule(context, EventBusName, Rule);
  context.addRule({ ...rule, targets: rule.targets.filter(({ id }) => !Ids.includes(id)) });
  return { FailedEntryCount: 0, FailedEntries: [] };
}
